// The panes of the playground. Everything is computed in the page.
import fleet from "../../../examples/fleet.json?url";
import coreWasm from "../../../crates/coreql-wasm/npm/coreql_core.wasm?url";
import fullWasm from "../../../crates/coreql-wasm/npm/coreql_full.wasm?url";
import { createFullCoreql } from "../../../crates/coreql-wasm/npm/full.js";
import { CoreqlEditorElement } from "../../component/src/coreql-editor.js";

CoreqlEditorElement.wasm = new URL(coreWasm, document.baseURI);

const at = (id) => document.getElementById(id);
// Made here, after the module's place is known.
const query = document.createElement("coreql-editor");
query.id = "query";
query.setAttribute("aria-label", "Query");
at("editor").append(query);
const coreql = await createFullCoreql({}, new URL(fullWasm, document.baseURI));
coreql.load(await (await fetch(fleet)).text());
for (const { name, tested } of coreql.dialects()) at("dialect").append(new Option(tested ? name : `${name} (not run)`, name));

/** What a function gives, or the message of its error. */
function attempt(compute) {
  try {
    return compute();
  } catch (error) {
    return error.message;
  }
}

function show() {
  const text = query.value;
  const { diagnostics } = coreql.diagnose(text);
  at("diagnostics").replaceChildren(...diagnostics.map(({ severity, message, help }) => {
    const item = document.createElement("li");
    item.textContent = `${severity}: ${message}${help ? ` (${help})` : ""}`;
    return item;
  }));
  at("query-test").textContent = JSON.stringify(coreql.queryTest(text));
  at("forms").replaceChildren(...["canonical", "portal", "compact", "pretty"].flatMap((style) => {
    const form = coreql.format(text, style);
    const [name, value] = [document.createElement("dt"), document.createElement("dd")];
    name.textContent = form === null ? style : `${style}, ${coreql.length(form)} characters`;
    value.textContent = form ?? "none";
    return [name, value];
  }));
  at("sql").textContent = attempt(() => coreql.sql(text, at("dialect").value, { values: "inlined" }).text);
  at("tree").textContent = attempt(() => JSON.stringify(coreql.tree(text), null, 1));
  const found = attempt(() => coreql.search(text, 20));
  at("count").textContent = typeof found === "string" ? "no query" : `${found.count} of ${found.total} devices`;
  at("devices").textContent = typeof found === "string" ? "" : found.devices.map((device) => JSON.stringify(device)).join("\n");
}

/** The fragment is the shared state: the query and the syntax. */
function share() {
  const state = new URLSearchParams({ q: query.value });
  if (at("extended").checked) state.set("syntax", "extended");
  history.replaceState(null, "", `#${state}`);
}

function configure() {
  const options = at("extended").checked ? { syntax: "extended", now: Date.now() } : {};
  coreql.configure(options);
  query.options = options;
}

function restore() {
  const state = new URLSearchParams(location.hash.slice(1));
  at("extended").checked = state.get("syntax") === "extended";
  configure();
  query.value = state.get("q") ?? 'platform = "iOS" AND battery_level >= 50';
  show();
}

query.addEventListener("input", () => { share(); show(); });
at("extended").addEventListener("change", () => { configure(); share(); show(); });
at("dialect").addEventListener("change", show);
addEventListener("hashchange", restore);
at("file").addEventListener("change", async ({ target }) => {
  const message = await target.files[0]?.text().then((text) => attempt(() => coreql.load(text)));
  show();
  if (typeof message === "string") at("count").textContent = message;
});
await query.ready;
restore();
document.documentElement.dataset.ready = "true";
