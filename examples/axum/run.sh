#!/usr/bin/env bash
# Starts the server, sends it three requests, and checks the answers.
# Usage: examples/axum/run.sh [PORT]
set -euo pipefail
cd "$(dirname "$0")"
port=${1:-3911}
cargo build -q
server="${CARGO_TARGET_DIR:-target}/debug/coreql-example-axum"
"$server" "127.0.0.1:$port" >/dev/null &
trap 'kill $!' EXIT

# request QUERY: the status and the body
request() {
  curl -sS --retry 20 --retry-delay 1 --retry-connrefused -w ' %{http_code}' -G "http://127.0.0.1:$port/devices" \
    --data-urlencode "q=$1"
}
# expect QUERY PART…: the answer holds each part
expect() {
  local query=$1 answer part
  shift
  answer=$(request "$query")
  for part in "$@"; do
    [[ $answer == *"$part"* ]] || { echo "$query: no \`$part\` in: $answer" >&2; exit 1; }
  done
  echo "$query: ${answer##* }"
}

expect 'platform = "iOS" AND battery_level > 50' '[{"platform":"iOS","battery_level":80' ' 200'
expect 'platform == "iOS"' '"code":"syntax/wrong-symbol"' ' 400'
expect 'imei = "1"' '`Device` lacks fields of the query: `common.imei`' ' 400'
