# A whole opening, from enrolment to opened files: ./hub demo keeps data/demo and narrates, ./hub demo --check proves and prints one line of JSON.
hub_demo() {
  cd "$root"
  echo "hub: build" >&2
  build samples/Demo/Demo.csproj
  exec dotnet samples/Demo/bin/Release/net10.0/Demo.dll "$@"
}
