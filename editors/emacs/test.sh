#!/usr/bin/env bash
# Tests the language server in Emacs, with eglot.
# Usage: editors/emacs/test.sh     (EMACS=emacs, COREQL=target/debug/coreql)
set -euo pipefail
cd "$(dirname "$0")"
emacs=${EMACS:-emacs}
COREQL=$(realpath "${COREQL:-../../target/debug/coreql}")
export COREQL
"$emacs" --version | head -n 1
timeout 120 "$emacs" -q --no-site-file --batch -f package-activate-all -l coreql-mode.el -l test.el -f ert-run-tests-batch-and-exit
