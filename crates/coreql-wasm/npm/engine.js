// One WebAssembly instance, its settings, and what happens when it traps.

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The answer to a request that is wrong: an unknown setting, a text without a query where one is required. */
export class CoreqlError extends Error {
  name = "CoreqlError";
}

/** The module trapped on a request, twice, the second time in a new instance; the next request gets a new one too. */
export class CoreqlTrap extends Error {
  name = "CoreqlTrap";
}

/** Compiles a module from its URL, a response, bytes, or a module. */
export async function compile(source) {
  const given = await source;
  if (given instanceof WebAssembly.Module) return given;
  if (given instanceof ArrayBuffer || ArrayBuffer.isView(given)) return WebAssembly.compile(given);
  if (typeof Response !== "undefined" && given instanceof Response) return compileResponse(given);
  const url = new URL(given, typeof location === "undefined" ? undefined : location.href);
  if (url.protocol === "file:" && typeof process !== "undefined") {
    // A name that bundlers for browsers do not follow.
    const files = "node:fs/promises";
    const { readFile } = await import(/* @vite-ignore */ /* webpackIgnore: true */ files);
    return WebAssembly.compile(await readFile(url));
  }
  return compileResponse(await fetch(url));
}

async function compileResponse(response) {
  if (!response.ok) throw new Error(`${response.url}: status ${response.status}`);
  const type = response.headers.get("content-type") ?? "";
  // Not every server knows the type, which streaming requires.
  if (type.startsWith("application/wasm")) return WebAssembly.compileStreaming(response);
  return WebAssembly.compile(await response.arrayBuffer());
}

export class Engine {
  #module;
  #instance;
  #kept = [];
  #restarts = 0;

  constructor(module) {
    this.#module = module;
    this.#start();
  }

  /** How often a new instance had to be made. */
  get restarts() {
    return this.#restarts;
  }

  /** A request whose effect outlives the instance: it is repeated in a new one, in place of the last of its name. */
  keep(...texts) {
    const value = this.call(...texts);
    this.#kept = [...this.#kept.filter(([method]) => method !== texts[0]), texts];
    return value;
  }

  /** Sends a request; the value of its answer. */
  call(...texts) {
    try {
      return this.#send(texts);
    } catch (error) {
      if (error instanceof CoreqlError) throw error;
      // A trap leaves the instance in any state: it is never called again.
      this.#restart();
    }
    try {
      // What the first instance had kept may have been what filled its memory.
      return this.#send(texts);
    } catch (error) {
      if (error instanceof CoreqlError) throw error;
      this.#restart();
      throw new CoreqlTrap(`the module trapped on \`${texts[0]}\``, { cause: error });
    }
  }

  #start() {
    this.#instance = new WebAssembly.Instance(this.#module).exports;
  }

  #restart() {
    this.#restarts += 1;
    this.#start();
    for (const texts of this.#kept) this.#send(texts);
  }

  #send(texts) {
    const parts = texts.map((text) => encoder.encode(String(text)));
    const length = parts.reduce((sum, part) => sum + 4 + part.length, 0);
    const { memory, coreql_input, coreql_call, coreql_output } = this.#instance;
    const start = coreql_input(length) >>> 0;
    // A call may replace the memory's buffer, so views are made after it.
    const view = new DataView(memory.buffer, start, length);
    const bytes = new Uint8Array(memory.buffer, start, length);
    let at = 0;
    for (const part of parts) {
      view.setUint32(at, part.length, true);
      bytes.set(part, at + 4);
      at += 4 + part.length;
    }
    const size = coreql_call() >>> 0;
    const answer = JSON.parse(decoder.decode(new Uint8Array(memory.buffer, coreql_output() >>> 0, size)));
    if ("error" in answer) throw new CoreqlError(answer.error);
    return answer.value;
  }
}

/** The texts of a list of fields: an array, or an answer of Core with it in `results`. */
function fieldTexts(list) {
  const fields = Array.isArray(list) ? list : list?.results;
  if (!Array.isArray(fields)) throw new CoreqlError("a list of fields is an array, or an object with one in `results`");
  const texts = [fields.length];
  for (const { name, type, evidence = "", sample = "", description = "", values, aliases } of fields) {
    if (typeof name !== "string" || typeof type !== "string") throw new CoreqlError("a field has a `name` and a `type`");
    texts.push(name, type, evidence, sample ?? "", description ?? "");
    for (const list of [values, aliases]) texts.push(...(list == null ? ["-"] : [list.length, ...list]));
  }
  return texts;
}

/** The texts of options, as the module reads them. */
export function optionTexts({ catalog, fields, now, ...others }) {
  const texts = [];
  if (catalog != null) texts.push("complete", ...fieldTexts(catalog));
  if (fields != null) texts.push("additional", ...fieldTexts(fields));
  if (now != null) texts.push("now", Math.trunc(Number(now)));
  for (const [name, value] of Object.entries(others)) if (value != null) texts.push(name, value);
  return texts;
}
