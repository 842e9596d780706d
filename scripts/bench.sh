# Figures beside the floor, on this machine: ./hub bench [crypto|start|watchers|decrypt|secrecy|all] [--json]. Those written down last: docs/performance.md.
hub_bench() {
  cd "$root"
  echo "hub: build" >&2
  build load/Hub.Bench/Hub.Bench.csproj
  collect_seldom
  exec dotnet load/Hub.Bench/bin/Release/net10.0/Hub.Bench.dll "$@"
}
