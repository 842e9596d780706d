hub_help() {
  cat <<'TEXT'
usage: ./hub COMMAND [options]

  test       install what the tests need, run every test, end with 'N passed, N failed'
  help       this list
TEXT
}
