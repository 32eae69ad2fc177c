import { Coreql } from "./core.js";
import { compile } from "./engine.js";

export { Coreql, CoreqlError, CoreqlTrap, compile } from "./core.js";

/** What an editor needs, evaluation, SQL and the JSON forms. */
export class FullCoreql extends Coreql {
  tree(text) {
    return this.engine.call("tree", text);
  }

  query(text) {
    return this.engine.call("query", text);
  }

  queryTest(text) {
    return this.engine.call("queryTest", text);
  }

  toCore(text) {
    return this.engine.call("toCore", text);
  }

  dialects() {
    return this.engine.call("dialects");
  }

  sql(text, dialect, { statement = "search", values = "bound", mapping } = {}) {
    return this.engine.call("sql", text, dialect, statement, values, mapping ? JSON.stringify(mapping) : "");
  }

  load(devices) {
    return this.engine.keep("load", typeof devices === "string" ? devices : JSON.stringify(devices));
  }

  search(text, limit = 100) {
    return this.engine.call("search", text, limit);
  }
}

export async function createFullCoreql(options = {}, wasm = new URL("./coreql_full.wasm", import.meta.url)) {
  return new FullCoreql(await compile(wasm), options);
}
