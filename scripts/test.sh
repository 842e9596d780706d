# Runs every test of the solution and the check of its formatting; the last line is one total. Options are passed on to 'dotnet test', e.g. ./hub test --filter Merkle
hub_test() {
  cd "$root"
  require_sdk
  require_test_tools
  local log passed=0 failed=0
  log=$(mktemp)
  echo "hub: formatting" >&2
  dotnet restore Hub.sln -v quiet
  # Style and analyzers are part of the build, as errors; what is left is white space.
  dotnet format whitespace Hub.sln --no-restore --verify-no-changes || { echo "hub: run 'dotnet format whitespace Hub.sln'" >&2; failed=1; }
  echo "hub: build" >&2
  (build Hub.sln) || { rm -f "$log"; echo "0 passed, 1 failed"; exit 1; }
  echo "hub: tests" >&2
  # One test project after the other: on two cores the tests that watch processes must not starve each other.
  dotnet test Hub.sln -c Release --no-build --nologo -maxcpucount:1 --logger "console;verbosity=minimal" "$@" 2>&1 | tee "$log" || failed=$((failed + 1))
  # Each test project prints a line 'Passed! - Failed: 0, Passed: 12, …'.
  read -r passed counted < <(awk '
    match($0, /Failed: +[0-9]+, Passed: +[0-9]+/) { split(substr($0, RSTART, RLENGTH), part, /[^0-9]+/); failed += part[2]; passed += part[3] }
    END { print passed + 0, failed + 0 }' "$log")
  rm -f "$log"
  if [ "$counted" -gt 0 ]; then failed=$counted; fi
  echo "$passed passed, $failed failed"
  [ "$failed" = 0 ]
}

# openssl and sm-crypto-v2 check our cryptography from outside; both are needed by tests only.
require_test_tools() {
  local missing=()
  command -v openssl >/dev/null || missing+=(openssl)
  if [ ${#missing[@]} -gt 0 ]; then
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || { echo "hub: install these first: ${missing[*]}" >&2; exit 3; }
    apt-get update -qq && apt-get install -y -qq "${missing[@]}" >&2
  fi
  command -v node >/dev/null || { echo "hub: node 20 or later is missing; the tests compare our cryptography with sm-crypto-v2 on it" >&2; exit 3; }
  npm ci --prefix tests/oracle --silent >&2
}
