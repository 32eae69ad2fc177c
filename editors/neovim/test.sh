#!/usr/bin/env bash
# Tests the language server in Neovim: with 0.11 or later every feature, with 0.7 what it knows.
# Usage: editors/neovim/test.sh     (NVIM=nvim, COREQL=target/debug/coreql)
set -euo pipefail
cd "$(dirname "$0")"
nvim=${NVIM:-nvim}
COREQL=$(realpath "${COREQL:-../../target/debug/coreql}")
export COREQL
"$nvim" --version | head -n 1
case $("$nvim" --version | head -n 1) in
  "NVIM v0.7."*) tests=push ;;
  *) tests=features ;;
esac
timeout 300 "$nvim" --clean -n --headless -S "$PWD/tests/$tests.lua"
