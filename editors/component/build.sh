#!/usr/bin/env bash
# Bundles the component into `editors/component/dist`, with the module beside it. `crates/coreql-wasm/build.sh` calls it.
set -euo pipefail
cd "$(dirname "$0")"
../node_modules/.bin/esbuild src/coreql-editor.js --bundle --minify --format=esm --target=es2022 \
  --outfile=dist/coreql-editor.js --log-level=warning
cp ../../crates/coreql-wasm/npm/coreql_core.wasm dist/
