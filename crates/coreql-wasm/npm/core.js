import { Engine, compile, optionTexts } from "./engine.js";

export { CoreqlError, CoreqlTrap } from "./engine.js";

/** What an editor needs. */
export class Coreql {
  /** @protected */
  engine;
  #warnings = [];

  constructor(module, options = {}) {
    this.engine = new Engine(module);
    this.configure(options);
  }

  configure(options) {
    this.#warnings = this.engine.keep("configure", ...optionTexts(options));
  }

  get warnings() {
    return this.#warnings;
  }

  get restarts() {
    return this.engine.restarts;
  }

  diagnose(text) {
    return this.engine.call("diagnose", text);
  }

  format(text, style = "canonical", width = 80) {
    return this.engine.call("format", text, style, width);
  }

  complete(text, offset) {
    return this.engine.call("complete", text, offset);
  }

  tokens(text) {
    return this.engine.call("tokens", text);
  }

  explain(code) {
    return this.engine.call("explain", code);
  }

  length(text) {
    return this.engine.call("length", text);
  }

  fields() {
    return this.engine.call("fields");
  }
}

export async function createCoreql(options = {}, wasm = new URL("./coreql_core.wasm", import.meta.url)) {
  return new Coreql(await compile(wasm), options);
}

export { compile };
