#!/usr/bin/env bash
# Builds the extension into `dist/coreql.vsix`, with the grammar of `grammar/textmate`.
# Usage: editors/vscode/build.sh       Needs Node 20 or later and npm.
set -euo pipefail
cd "$(dirname "$0")"
if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  npm ci --no-progress && touch node_modules/.package-lock.json
fi
rm -rf dist && mkdir dist
node_modules/.bin/esbuild src/extension.js --bundle --minify --platform=node --format=cjs --target=node20 \
  --external:vscode --outfile=dist/extension.js --log-level=warning
cp ../../grammar/textmate/coreql.tmLanguage.json dist/
cp ../../LICENSE-MIT ../../LICENSE-APACHE ../../CHANGELOG.md .
node_modules/.bin/vsce package --no-dependencies --out dist/coreql.vsix
