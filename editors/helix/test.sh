#!/usr/bin/env bash
# Tests the language server in Helix, which runs in tmux: keys are typed, and what the screen shows is read.
# Usage: editors/helix/test.sh     (HELIX=hx, COREQL=target/debug/coreql)
set -euo pipefail
cd "$(dirname "$0")"
helix=${HELIX:-hx}
coreql=$(realpath "${COREQL:-../../target/debug/coreql}")
folder=$(mktemp -d)
socket=coreql-helix-$$
tmux() { command tmux -L "$socket" -f /dev/null "$@"; }
trap 'tmux kill-server 2>/dev/null || true; rm -rf "$folder"' EXIT

mkdir -p "$folder/config/helix" "$folder/fleet"
sed "s|\"coreql\"\$|&|; s|^command = .*|command = \"$coreql\"|" languages.toml >"$folder/config/helix/languages.toml"
cat >"$folder/config/helix/config.toml" <<'TOML'
[editor]
idle-timeout = 0
completion-timeout = 5
# Completion by hand, so that what is shown does not depend on how fast keys come.
auto-completion = false
auto-pairs = false
end-of-line-diagnostics = "hint"
[editor.lsp]
display-messages = true
TOML
cat >"$folder/fleet/coreql.toml" <<'TOML'
catalog = "fields.json"
TOML
cat >"$folder/fleet/fields.json" <<'JSON'
[
  {"name": "common.platform", "type": "STRING", "aliases": ["platform"], "values": ["iOS", "Android"]},
  {"name": "common.retired", "type": "BOOLEAN", "aliases": ["retired"]}
]
JSON

screen() { tmux capture-pane -p -t helix; }
# Waits until the screen, or with a second argument the saved file, matches.
shows() {
  for _ in $(seq 300); do
    if screen | grep -qE -- "$1"; then return; fi
    sleep 0.1
  done
  fail "the screen does not show: $1"
}
hides() {
  for _ in $(seq 300); do
    if ! screen | grep -qE -- "$1"; then return; fi
    sleep 0.1
  done
  fail "the screen still shows: $1"
}
saved() {
  keys Escape ":write" Enter
  for _ in $(seq 300); do
    if [ "$(cat "$file")" = "$1" ]; then return; fi
    sleep 0.1
  done
  fail "the file has: $(cat "$file")"
}
fail() {
  screen
  tail -n 20 "$folder/log" 2>/dev/null || true
  echo "FAILED  $name: $1" >&2
  exit 1
}
keys() { for key in "$@"; do tmux send-keys -t helix "$key"; done; }
# Each character once the one before it is sent to the server: Helix 25.01 may send changes that come at the same time
# in another order.
type_text() {
  local at changes
  for ((at = 0; at < ${#1}; at++)); do
    changes=$(sent)
    tmux send-keys -t helix -l -- "${1:at:1}"
    for _ in $(seq 300); do
      [ "$(sent)" -eq "$changes" ] || continue 2
      sleep 0.1
    done
    fail "a change is not sent"
  done
}
sent() { grep -c 'coreql -> .*didChange"' "$folder/log" || true; }

start() {
  name=$1
  file=$folder/fleet/a.coreql
  printf '%s\n' "$2" >"$file"
  rm -f "$folder/log"
  tmux new-session -d -s helix -x 120 -y 40 -c "$folder/fleet" \
    "XDG_CONFIG_HOME='$folder/config' XDG_CACHE_HOME='$folder/cache' '$helix' --log '$folder/log' -v a.coreql"
  for _ in $(seq 300); do
    if grep -q 'coreql <- .*publishDiagnostics' "$folder/log" 2>/dev/null; then return; fi
    sleep 0.1
  done
  fail "the server sends no diagnostics"
}
stop() {
  keys Escape ":quit-all!" Enter
  for _ in $(seq 300); do
    tmux has-session -t helix 2>/dev/null || { echo "ok      $name"; return; }
    sleep 0.1
  done
  fail "helix does not end"
}

"$helix" --version
start "diagnostics come, and go with their cause" 'platform == "iOS"'
shows 'is not an operator'
keys f = '\;' d
hides 'is not an operator'
saved 'platform = "iOS"'
stop

start "a fix, after a character beyond the basic plane" 'platform == "😀" OR retired == true'
shows 'is not an operator'
keys f = Space a
shows 'write `=`'
keys Enter Enter
saved 'platform = "😀" OR retired == true'
keys g l F = Space a
shows 'write `=`'
keys Enter Enter
saved 'platform = "😀" OR retired = true'
stop

start "completion: a field, its operators, a value in quotes" 'x'
shows 'expected an operator'
keys % c
hides 'expected an operator'
type_text 'common.'
shows 'common\. +expected'
keys C-x
shows 'common\.retired'
keys Tab Enter
shows 'common\.platform +expected an operator'
type_text ' does'
shows 'common\.platform does +expected'
keys C-x
shows 'does not contain (operator|keyword)'
keys Tab Enter
shows 'does not contain +expected a value'
type_text ' "i'
shows 'unclosed string'
keys C-x
shows 'iOS'
keys Tab Enter
saved 'common.platform does not contain "iOS"'
stop

start "hover" 'platform = "iOS"'
keys Space k
shows 'Known values'
stop

start "rename" 'platform = "😀" OR "common.platform" is empty'
keys Space r
shows 'rename-to:platform'
keys C-u
tmux send-keys -t helix -l retired
shows 'rename-to:retired'
keys Enter
shows '^.*1 +retired ='
saved 'retired = "😀" OR "retired" is empty'
stop

start "format" 'platform="😀" and retired=true'
keys ":format" Enter
shows '"common.retired" = true'
saved '"common.platform" = "😀" AND "common.retired" = true'
stop

start "the syntax is Core's" 'NOT retired = "x"'
# The keyword, and the value.
shows '● 2 '
sed -i 's/syntax = "core"/syntax = "extended"/' "$folder/config/helix/languages.toml"
stop
start "the syntax is what languages.toml sets" 'NOT retired = "x"'
shows 'expected a boolean'
shows '● 1 '
stop
echo "8 passed, 0 failed"
