# What every command that runs .NET code needs first: an SDK that fits global.json, packages, a build.
require_sdk() {
  if ! command -v dotnet >/dev/null; then
    echo "hub: the .NET SDK 10 is missing. Install the package 'dotnet-sdk-10.0' of your system, or see https://dot.net/download" >&2
    exit 3
  fi
  if ! (cd "$root" && dotnet --version) >/dev/null 2>&1; then
    echo "hub: no installed .NET SDK fits global.json (10.0.100 or later of 10.0); found:" >&2
    dotnet --list-sdks >&2
    echo "hub: install the package 'dotnet-sdk-10.0' of your system, or see https://dot.net/download" >&2
    exit 3
  fi
}

# Builds a project or the solution in Release, quietly; what the compiler says is shown only when it fails.
build() {
  require_sdk
  local log
  log=$(mktemp)
  if ! (cd "$root" && dotnet build "$1" -c Release -v quiet --nologo) >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    echo "hub: the build of $1 failed" >&2
    exit 1
  fi
  rm -f "$log"
}
