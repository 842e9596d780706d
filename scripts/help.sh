hub_help() {
  cat <<'TEXT'
usage: ./hub COMMAND [options]

  demo       a whole opening day on this machine: a hub, a CA, a platform, twelve bidders; keeps data/demo
             --check    in a temporary folder, ends with one line of JSON, fails unless every file was opened
             --fresh    begin anew
  serve      run the hub; settings: docs/operations.md
  admin      operate a running hub: platforms, credentials, trust anchors, enterprises, the record of actions
  backup     copy a running hub's database
  restore    make a database out of a backup, while the hub is stopped
  test       install what the tests need, run every test, end with 'N passed, N failed'
  bench      measure, beside a floor: ./hub bench crypto, decrypt, watchers, start, secrecy, all
  help       this list
TEXT
}
