# Runs every test of the solution. Options are passed on to 'dotnet test', e.g. ./hub test --filter Merkle
hub_test() {
  require_sdk
  require_test_tools
  echo "hub: formatting" >&2
  dotnet restore Hub.sln -v quiet
  dotnet format Hub.sln --no-restore --verify-no-changes
  echo "hub: build" >&2
  build Hub.sln
  echo "hub: tests" >&2
  local log status=0
  log=$(mktemp)
  dotnet test Hub.sln -c Release --no-build --nologo --logger "console;verbosity=minimal" "$@" 2>&1 | tee "$log" || status=$?
  # One total over all test projects: each prints a line 'Passed! - Failed: 0, Passed: 12, …'.
  awk -v status="$status" '
    match($0, /Failed: +[0-9]+, Passed: +[0-9]+/) {
      split(substr($0, RSTART, RLENGTH), part, /[^0-9]+/); failed += part[2]; passed += part[3]
    }
    END { if (status != 0 && failed == 0) failed = 1; printf "%d passed, %d failed\n", passed, failed }' "$log"
  rm -f "$log"
  return "$status"
}

# openssl and sm-crypto-v2 check our cryptography from outside; both are needed by tests only.
require_test_tools() {
  local missing=()
  command -v openssl >/dev/null || missing+=(openssl)
  command -v sqlite3 >/dev/null || missing+=(sqlite3)
  if [ ${#missing[@]} -gt 0 ]; then
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || { echo "hub: install these first: ${missing[*]}" >&2; exit 3; }
    apt-get update -qq && apt-get install -y -qq "${missing[@]}" >&2
  fi
  command -v node >/dev/null || { echo "hub: node 20 or later is missing; the tests compare our cryptography with sm-crypto-v2 on it" >&2; exit 3; }
  [ -f tests/oracle/package-lock.json ] && npm ci --prefix tests/oracle --silent >&2 || true
}
