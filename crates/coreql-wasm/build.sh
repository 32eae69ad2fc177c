#!/usr/bin/env bash
# Builds the WebAssembly package, the web component and the playground, and checks sizes against `sizes.json`: 3% above what is recorded fails.
# Usage: crates/coreql-wasm/build.sh            build and compare
#        crates/coreql-wasm/build.sh --record   build, and record the sizes
# Needs Rust with the target wasm32-unknown-unknown (added through rustup where it is missing), Node 20 or later and npm.
# Everything else comes from `editors/package-lock.json`. What is built is not committed.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
target=$root/target/wasm

rustup target list --installed 2>/dev/null | grep -qx wasm32-unknown-unknown || rustup target add wasm32-unknown-unknown
if [ ! -e editors/node_modules/.package-lock.json ] || [ editors/package-lock.json -nt editors/node_modules/.package-lock.json ]; then
  (cd editors && npm ci --no-progress && touch node_modules/.package-lock.json)
fi

# The features that rustc's wasm32 target has on; `--all-features` would make a module that no browser loads.
features=(bulk-memory bulk-memory-opt multivalue mutable-globals nontrapping-float-to-int reference-types sign-ext call-indirect-overlong)
for entry in core full; do
  wanted=""
  [ $entry = core ] || wanted=full
  RUSTFLAGS="--remap-path-prefix=$root=. --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=cargo" CARGO_TARGET_DIR=$target \
    cargo build -q --release --target wasm32-unknown-unknown --manifest-path crates/coreql-wasm/Cargo.toml --features "$wanted"
  editors/node_modules/.bin/wasm-opt -Oz "${features[@]/#/--enable-}" --strip-debug --strip-producers \
    "$target/wasm32-unknown-unknown/release/coreql_wasm.wasm" -o "crates/coreql-wasm/npm/coreql_$entry.wasm"
done
editors/component/build.sh
(cd editors/playground && ../node_modules/.bin/vite build --logLevel error)
node editors/sizes.js "$@"
