# The hub for real use. Settings: docs/operations.md. Paths are those of the folder where it is called.
standalone() {
  build src/Hub.Standalone/Hub.Standalone.csproj
  exec dotnet "$root"/src/Hub.Standalone/bin/Release/net10.0/Hub.Standalone.dll "$@"
}
# Each SM2 verification leaves 183 KB of garbage. By itself the runtime collects after 6 MB, dozens of times a second in an opening; only its environment can tell it to wait for 128 MB.
collect_seldom() { export DOTNET_GCgen0size=${DOTNET_GCgen0size:-0x8000000}; }
hub_serve() {
  collect_seldom
  standalone serve "$@"
}
hub_admin() { standalone admin "$@"; }
hub_backup() { standalone backup "$@"; }
hub_restore() { standalone restore "$@"; }
