# The hub for real use. Settings: docs/operations.md. Paths are those of the folder where it is called.
standalone() {
  build src/Hub.Standalone/Hub.Standalone.csproj
  exec dotnet "$root"/src/Hub.Standalone/bin/Release/net10.0/Hub.Standalone.dll "$@"
}
hub_serve() { standalone serve "$@"; }
hub_admin() { standalone admin "$@"; }
hub_backup() { standalone backup "$@"; }
hub_restore() { standalone restore "$@"; }
