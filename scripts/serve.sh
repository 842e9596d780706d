# The hub for real use. Settings: docs/operations.md.
standalone() {
  build src/Hub.Standalone/Hub.Standalone.csproj
  exec dotnet src/Hub.Standalone/bin/Release/net10.0/Hub.Standalone.dll "$@"
}
hub_serve() { standalone serve "$@"; }
hub_admin() { standalone admin "$@"; }
hub_backup() { standalone backup "$@"; }
hub_restore() { standalone restore "$@"; }
