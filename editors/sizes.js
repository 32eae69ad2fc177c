// Sizes in bytes after gzip -9 of what a page loads. `--record` writes them; otherwise 3% above what is recorded fails.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const root = new URL("../", import.meta.url);
const gzip = (path) => gzipSync(readFileSync(new URL(path, root)), { level: 9 }).length;
const wasm = "crates/coreql-wasm/npm/";
const groups = {
  core: [`${wasm}coreql_core.wasm`, `${wasm}core.js`, `${wasm}engine.js`],
  full: [`${wasm}coreql_full.wasm`, `${wasm}full.js`, `${wasm}core.js`, `${wasm}engine.js`],
};
const component = "editors/component/dist/coreql-editor.js";
if (existsSync(new URL(component, root))) groups.component = [component, `${wasm}coreql_core.wasm`];

const file = new URL(`${wasm}../sizes.json`, root);
const sizes = Object.fromEntries(
  Object.entries(groups).map(([name, paths]) => [name, paths.map(gzip).reduce((a, b) => a + b, 0)]),
);
console.log("gzip:", JSON.stringify(sizes));
if (process.argv.includes("--record")) {
  writeFileSync(file, `${JSON.stringify(sizes, null, 2)}\n`);
} else {
  const recorded = JSON.parse(readFileSync(file, "utf8"));
  for (const [name, size] of Object.entries(sizes)) {
    if (!(size <= recorded[name] * 1.03)) {
      console.error(`${name}: ${size} bytes, more than 3% above the recorded ${recorded[name]}`);
      process.exitCode = 1;
    }
  }
}
