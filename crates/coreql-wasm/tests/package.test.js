// The package in Node and in a worker thread: `node --test crates/coreql-wasm/tests`.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test, { mock } from "node:test";
import { Worker } from "node:worker_threads";

import { compile } from "../npm/core.js";
import { Coreql, CoreqlError, CoreqlTrap, FullCoreql, createFullCoreql } from "../npm/full.js";

const data = (path) => readFile(new URL(`../../../${path}`, import.meta.url), "utf8");
const core = await compile(new URL("../npm/coreql_core.wasm", import.meta.url));
const full = await compile(new URL("../npm/coreql_full.wasm", import.meta.url));

/** Lets the next requests ask for a buffer that no memory has room for, which traps. */
function trapNext(times) {
  const { encode } = TextEncoder.prototype;
  mock.method(TextEncoder.prototype, "encode", function (text) {
    const bytes = encode.call(this, text);
    if (text !== "format" || times === 0) return bytes;
    times -= 1;
    Object.defineProperty(bytes, "length", { value: 2 ** 32 - 1 - 2 ** 20 });
    return bytes;
  });
}

/** A text with these edits made. */
function apply(text, edits) {
  const last = [...edits].sort((a, b) => b.from - a.from || b.to - a.to);
  return last.reduce((text, { from, to, insert }) => text.slice(0, from) + insert + text.slice(to), text);
}

test("a mistake has its place in UTF-16 code units, also after astral characters", () => {
  const coreql = new Coreql(core);
  // Longer than a block of the table of positions, whose borders fall into characters.
  for (const name of ["", "é", "😀", "😀".repeat(300), "aé😀".repeat(200)]) {
    const text = `common.owner = "${name}" AND platform == "iOS"`;
    const { valid, diagnostics, fixed } = coreql.diagnose(text);
    assert.equal(valid, false);
    const [mistake] = diagnostics.filter(({ code }) => code === "syntax/wrong-symbol");
    assert.equal(text.slice(mistake.from, mistake.to), "==");
    assert.equal(apply(text, mistake.fixes[0].edits), text.replace("==", "="));
    assert.equal(fixed, text.replace("==", "="));
  }
});

test("lone surrogates move no offset", () => {
  const text = 'common.owner = "\ud800" AND platform == "iOS"';
  const [mistake] = new Coreql(core).diagnose(text).diagnostics;
  assert.equal(text.slice(mistake.from, mistake.to), "==");
});

test("every query_test answer of the language's cases", async () => {
  const coreql = new FullCoreql(full);
  const lines = (await data("tests/data/cases/query_test.jsonl")).trim().split("\n").map(JSON.parse);
  assert.ok(lines.length > 40);
  for (const { query, valid, token, position } of lines) {
    assert.deepEqual(coreql.queryTest(query), { valid, token, position }, query);
  }
});

test("formats in every style", () => {
  const coreql = new Coreql(core);
  const text = '(Platform="iOS")and battery_level>50';
  assert.equal(coreql.format(text), '"common.platform" = "iOS" AND "common.battery_level" > 50');
  assert.equal(coreql.format(text, "portal"), '"common.platform" =  "iOS"  AND "common.battery_level" > 50');
  assert.equal(coreql.format(text, "compact"), 'common.platform="iOS"AND common.battery_level>50');
  assert.equal(
    coreql.format(text, "pretty", 30),
    '"common.platform" = "iOS"\nAND "common.battery_level" > 50',
  );
  assert.equal(coreql.format("platform ="), null);
  assert.throws(() => coreql.format(text, "fancy"), CoreqlError);
});

test("completes by the type of the field, at an offset in UTF-16", () => {
  const coreql = new Coreql(core);
  for (const before of ["", 'owner = "😀" AND ']) {
    const text = `${before}compliant = `;
    const { items } = coreql.complete(text, text.length);
    assert.deepEqual(items.map(({ label }) => label), ["true", "false"]);
    assert.ok(items.every(({ from, to }) => from === text.length && to === text.length));
    const typed = `${before}plat AND compliant = true`;
    const [first] = coreql.complete(typed, before.length + 4).items;
    assert.equal(typed.slice(first.from, first.to).trim(), "plat");
    assert.equal(first.label, "common.platform");
  }
  assert.equal(typeof coreql.complete("", 4_000_000_000).incomplete, "boolean");
});

test("classifies tokens", () => {
  const text = '"😀" = 1 OR platform = iOS';
  const tokens = new Coreql(core).tokens(text);
  assert.deepEqual(
    tokens.map(({ from, to, kind }) => [text.slice(from, to), kind]),
    [['"😀"', "field"], ["=", "operator"], ["1", "number"], ["OR", "keyword"], ["platform", "field"], ["=", "operator"], ["iOS", "string"]],
  );
  assert.deepEqual(tokens.map(({ unknown }) => unknown), [true, false, false, false, false, false, false]);
});

test("options: catalogue, fields, syntax, clock, endpoint, warnings", async () => {
  const coreql = new Coreql(core);
  const codes = (text) => coreql.diagnose(text).diagnostics.map(({ code }) => code);
  assert.deepEqual(codes("shoe_size = 42"), ["lint/unlisted-field"]);
  coreql.configure({ fields: [{ name: "common.shoe_size", type: "number" }] });
  assert.deepEqual(codes("shoe_size = 42"), []);
  // A server's own list, as Core answers it.
  const catalog = JSON.parse(await data("tests/data/samples/search_fields.json"));
  coreql.configure({ catalog });
  assert.deepEqual(codes("shoe_size = 42"), ["check/unknown-field"]);
  coreql.configure({ catalog: [{ name: "os_version", type: "STRING" }] });
  assert.deepEqual(coreql.fields().map(({ name, type }) => [name, type]), [["common.os_version", "version"]]);
  // A refusal changes nothing.
  assert.throws(() => coreql.configure({ syntax: "fancy" }), /`fancy` is not a valid `syntax`/);
  assert.throws(() => coreql.configure({ catalog: [{ name: "a", type: "STRING" }, { name: "A", type: "STRING" }] }), /twice/);
  assert.throws(() => coreql.configure({ catalog: 1 }), CoreqlError);
  assert.deepEqual(codes("shoe_size = 42"), ["check/unknown-field"]);
  coreql.configure({ catalog: [{ name: "x", type: "BLOB" }] });
  assert.deepEqual(coreql.warnings, ["unknown type `BLOB` of field `x`"]);
  coreql.configure({ syntax: "extended" });
  assert.deepEqual(codes("NOT retired = true"), []);
  assert.deepEqual(codes("last_connected_at < now - 30d"), ["check/no-clock"]);
  coreql.configure({ syntax: "extended", now: Date.UTC(2024, 5, 1), timeZone: "+02:00" });
  assert.deepEqual(codes("last_connected_at < now - 30d"), []);
  coreql.configure({ endpoint: "search" });
  assert.deepEqual(codes(`owner = "${"x".repeat(255)}"`), ["lint/over-limit"]);
  coreql.configure({ endpoint: "search", warnings: false });
  assert.deepEqual(codes("shoe_size = 42"), []);
});

test("full: devices, SQL, trees, Core syntax", async () => {
  const coreql = await createFullCoreql({ syntax: "extended" });
  const fleet = await data("examples/fleet.json");
  const total = coreql.load(fleet);
  assert.equal(total, JSON.parse(fleet).results?.length ?? JSON.parse(fleet).length);
  const all = coreql.search("", total);
  assert.equal(all.count, total);
  const ios = coreql.search('platform = "iOS"', total);
  assert.deepEqual(ios.devices, all.devices.filter((device) => device["common.platform"]?.toLowerCase() === "ios"));
  assert.ok(ios.count > 0 && ios.count < total);
  assert.equal(coreql.load('{"common.platform": "iOS"}\n{"common.platform": "Android"}\n'), 2);
  assert.equal(coreql.search('platform = "android"').count, 1);
  assert.throws(() => coreql.load("[1]"), /a device is a JSON object/);
  assert.equal(coreql.search("").total, 2);

  assert.equal(coreql.dialects().length, 12);
  for (const { name } of coreql.dialects()) assert.match(coreql.sql('platform = "iOS"', name).text, /^SELECT /);
  const fields = [
    { field: "common.platform", column: "platform", storage: "text" },
    { field: "common.battery_level", column: "battery", storage: "integer" },
  ];
  const mapping = { table: "devices", fields };
  assert.deepEqual(coreql.sql('platform = "iOS" AND battery_level >= 50', "sqlite", { mapping }), {
    text: "SELECT * FROM `devices` WHERE lower(`platform`) = lower(?) AND `battery` >= ?",
    parameters: [{ type: "text", value: "iOS" }, { type: "integer", value: 50 }],
  });
  assert.equal(coreql.sql("battery_level >= 50", "postgres", { statement: "where", values: "inlined", mapping }).text, '"battery" >= 50');
  assert.throws(() => coreql.sql("battery_level >=", "postgres"), CoreqlError);

  const text = '"😀" = 1 OR x';
  const { nodes } = coreql.tree(text);
  assert.equal(text.slice(nodes[0].field.span.from, nodes[0].field.span.to), '"😀"');
  assert.equal(nodes.at(-1).kind, "or");
  assert.equal(coreql.toCore("NOT battery_level < 50"), '"battery_level" >= 50 OR "battery_level" is empty');
  assert.throws(() => coreql.toCore("battery_level <"), CoreqlError);
  assert.deepEqual(coreql.query("retired = true").fields, [{ name: "common.retired", type: "boolean" }]);
});

test("starts anew after a trap, with its options and devices", () => {
  const coreql = new FullCoreql(full, { syntax: "extended" });
  coreql.load([{ "common.retired": true }]);
  const before = coreql.format("not retired = true");
  // One trap: the request is answered by a new instance. Two: it is given up, and the next one is answered.
  trapNext(1);
  assert.equal(coreql.format("not retired = true"), before);
  assert.equal(coreql.restarts, 1);
  trapNext(2);
  assert.throws(() => coreql.format("not retired = true"), CoreqlTrap);
  assert.equal(coreql.restarts, 3);
  assert.equal(coreql.format("not retired = true"), before);
  assert.equal(coreql.search("NOT retired = false").count, 1);
});

test("100 kB and deep nesting", () => {
  const coreql = new Coreql(core);
  const long = Array.from({ length: 4000 }, (_, n) => `common.id = ${n}`).join(" OR ");
  assert.equal(coreql.diagnose(long).valid, true);
  assert.equal(coreql.diagnose(`${"(".repeat(100_000)}a = 1`).valid, false);
  assert.equal(coreql.restarts, 0);
});

test("in a worker", async () => {
  const source = `
    const { parentPort, workerData } = require("node:worker_threads");
    import(workerData).then(async ({ createCoreql }) => {
      parentPort.postMessage((await createCoreql()).format("a=1"));
    });`;
  const worker = new Worker(source, { eval: true, workerData: new URL("../npm/core.js", import.meta.url).href });
  const answer = await new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
  assert.equal(answer, '"a" = 1');
  await worker.terminate();
});
