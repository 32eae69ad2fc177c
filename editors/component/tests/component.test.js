// The component in Chromium: `node --test editors/component/tests`.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test, { after, before } from "node:test";
import { launch, serve } from "../../browser.js";

const page = (body, script = "", nonce = "") => `<!doctype html><html lang="en"><head><title>test</title></head><body><main>
<h1>test</h1>${body}</main><script type="module" src="/coreql-editor.js"></script>
${script && `<script type="module" nonce="${nonce}">${script}</script>`}</body></html>`;

const field = '<coreql-editor id="query" aria-label="Query" name="query"></coreql-editor>';
const routes = {
  "/": page(`<form id="form">${field}<button>after</button></form>`),
  "/two": page('<div id="a"></div><div id="b"></div>', `
    for (const id of ["a", "b"]) {
      const editor = document.createElement("coreql-editor");
      editor.setAttribute("aria-label", id);
      if (id === "b") editor.catalog = [{ name: "shoe_size", type: "NUMBER" }];
      const root = document.getElementById(id).attachShadow({ mode: "open" });
      root.append(editor);
    }`),
  "/minimal": page(field),
  "/nonce": page(field.replace("<coreql-editor", '<coreql-editor csp-nonce="abc"')),
  "/none": page(field, `
    const editor = document.getElementById("query");
    editor.check = async (text) => text.includes("==") ? [{ from: 0, to: 1, severity: "error", message: "wrong sign" }] : [];`, "abc"),
};
const policies = {
  "/minimal": "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; style-src 'none'",
  "/nonce": "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; style-src 'nonce-abc'",
  "/none": "default-src 'none'; script-src 'self' 'nonce-abc'; connect-src 'self'",
};

let server;
let browser;
before(async () => {
  server = await serve(new URL("../dist/", import.meta.url), routes, policies);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  server?.close();
});

/** Opens a page; every error in it, and every request off the server, fails the test. */
async function open(t, path) {
  const tab = await browser.newPage();
  t.after(() => tab.close());
  tab.wrong = [];
  tab.on("pageerror", (error) => tab.wrong.push(String(error)));
  tab.on("request", (request) => {
    if (!request.url().startsWith(server.origin)) tab.wrong.push(request.url());
  });
  tab.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("404")) tab.wrong.push(message.text());
  });
  await tab.goto(server.origin + path);
  await tab.waitForFunction(() => customElements.get("coreql-editor"));
  return tab;
}

const ready = (tab) => tab.evaluate(() => document.getElementById("query").ready);
const value = (tab) => tab.evaluate(() => document.getElementById("query").value);
const codes = (tab) => tab.evaluate(() => document.getElementById("query").diagnostics.map(({ code }) => code));

test("types, completes, reports, fixes, and takes part in a form", async (t) => {
  const tab = await open(t, "/");
  assert.equal(await ready(tab), true);
  await tab.click("#query");
  await tab.keyboard.type("compli");
  await tab.waitForSelector(".cm-tooltip-autocomplete");
  await tab.waitForTimeout(150);
  await tab.keyboard.press("Enter");
  assert.match(await value(tab), /^common\.compliant /);
  await tab.keyboard.press("Escape");
  await tab.keyboard.type("== true");
  await tab.keyboard.press("Escape");
  await tab.waitForSelector(".cm-lintRange-error");
  assert.deepEqual(await codes(tab), ["syntax/wrong-symbol"]);
  const state = () => tab.evaluate(() => {
    const form = document.getElementById("form");
    return [form.checkValidity(), new FormData(form).get("query")];
  });
  assert.deepEqual(await state(), [false, "common.compliant == true"]);
  await tab.evaluate(() => { document.getElementById("query").value = "common.compliant = true"; });
  assert.deepEqual(await state(), [true, "common.compliant = true"]);
  await tab.evaluate(() => document.getElementById("form").reset());
  assert.deepEqual(await state(), [true, ""]);
  assert.deepEqual(tab.wrong, []);
});

test("Tab leaves the field, and axe finds nothing", async (t) => {
  const tab = await open(t, "/");
  await ready(tab);
  await tab.click("#query");
  await tab.keyboard.type("a = 1");
  await tab.keyboard.press("Escape");
  await tab.keyboard.press("Tab");
  assert.equal(await tab.evaluate(() => document.activeElement.textContent), "after");
  assert.equal(await value(tab), "a = 1");
  await tab.evaluate(() => { document.getElementById("query").value = "platform == 1"; });
  await tab.evaluate(await readFile(new URL("../../node_modules/axe-core/axe.min.js", import.meta.url), "utf8"));
  const { violations } = await tab.evaluate(() => axe.run());
  assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]), []);
  assert.deepEqual(tab.wrong, []);
});

test("read only, then not", async (t) => {
  const tab = await open(t, "/");
  await ready(tab);
  await tab.evaluate(() => { document.getElementById("query").readOnly = true; });
  await tab.click("#query");
  await tab.keyboard.type("x");
  assert.equal(await value(tab), "");
  await tab.evaluate(() => { document.getElementById("query").readOnly = false; });
  await tab.keyboard.type("x");
  assert.equal(await value(tab), "x");
});

test("two shadow roots, each with its catalogue", async (t) => {
  const tab = await open(t, "/two");
  const answers = await tab.evaluate(async () => {
    const found = [];
    for (const id of ["a", "b"]) {
      const editor = document.getElementById(id).shadowRoot.querySelector("coreql-editor");
      await editor.ready;
      editor.value = "shoe_size = 42";
      found.push(editor.diagnostics.map(({ code }) => code));
    }
    return found;
  });
  assert.deepEqual(answers, [["lint/unlisted-field"], []]);
  await tab.click("#b coreql-editor");
  await tab.keyboard.type("(");
  const values = await tab.evaluate(() => ["a", "b"].map((id) => document.getElementById(id).shadowRoot.firstChild.value));
  assert.equal(values[0], "shoe_size = 42");
  assert.ok(values[1].includes("("));
  assert.deepEqual(tab.wrong, []);
});

for (const path of ["/minimal", "/nonce"]) {
  test(`works under the policy: ${policies[path]}`, async (t) => {
    const tab = await open(t, path);
    assert.equal(await ready(tab), true);
    await tab.click("#query");
    await tab.keyboard.type("a == 1");
    await tab.waitForSelector(".cm-lintRange-error");
    // The styles are there: the editor's scroller is laid out by them.
    const display = await tab.evaluate(() => getComputedStyle(document.getElementById("query").shadowRoot.querySelector(".cm-scroller")).display);
    assert.equal(display, "flex");
    assert.deepEqual(tab.wrong, []);
  });
}

test("without WebAssembly it is a text area with the page's check", async (t) => {
  const tab = await open(t, "/none");
  assert.equal(await ready(tab), false);
  await tab.click("#query");
  await tab.keyboard.type("a == 1");
  await tab.waitForFunction(() => document.getElementById("query").diagnostics.length === 1);
  assert.equal(await value(tab), "a == 1");
  const message = () => tab.evaluate(() => document.getElementById("query").shadowRoot.querySelector("[part=message]").textContent);
  assert.equal(await message(), "wrong sign");
  await tab.evaluate(() => { document.getElementById("query").value = "a = 1"; });
  await tab.waitForFunction(() => document.getElementById("query").diagnostics.length === 0);
  assert.equal(await message(), "");
});

test("composition of an input method", async (t) => {
  const tab = await open(t, "/");
  await ready(tab);
  await tab.click("#query");
  await tab.keyboard.type('owner = "');
  await tab.keyboard.press("Escape");
  const client = await tab.context().newCDPSession(tab);
  for (const text of ["に", "にほ", "にほん"]) {
    await client.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
  }
  await client.send("Input.insertText", { text: "日本" });
  await tab.keyboard.type('"');
  await tab.waitForFunction(() => document.getElementById("query").value.endsWith('日本"'));
  assert.equal(await value(tab), 'owner = "日本"');
  assert.deepEqual(tab.wrong, []);
});

test("a paste of 100 kB", async (t) => {
  const tab = await open(t, "/");
  await ready(tab);
  const text = Array.from({ length: 6000 }, (_, n) => `common.id = ${n}`).join(" OR ").concat(" AND x == 1");
  assert.ok(text.length > 100_000);
  await tab.click("#query");
  await tab.evaluate((text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    const target = document.getElementById("query").shadowRoot.querySelector(".cm-content");
    target.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  }, text);
  assert.equal(await value(tab), text);
  await tab.waitForFunction(() => document.getElementById("query").diagnostics.some(({ code }) => code === "syntax/wrong-symbol"));
  assert.deepEqual(tab.wrong, []);
});

test("after a trap the text is there, and checked", async (t) => {
  const tab = await open(t, "/");
  await ready(tab);
  await tab.click("#query");
  await tab.keyboard.type("a == ");
  await tab.keyboard.press("Escape");
  // A request that asks for a buffer that no memory has room for.
  await tab.evaluate(() => {
    const { encode } = TextEncoder.prototype;
    let times = 2;
    TextEncoder.prototype.encode = function (text) {
      const bytes = encode.call(this, text);
      if (text !== "diagnose" || times === 0) return bytes;
      times -= 1;
      Object.defineProperty(bytes, "length", { value: 2 ** 32 - 1 - 2 ** 20 });
      return bytes;
    };
  });
  await tab.keyboard.type("1");
  await tab.waitForFunction(() => document.getElementById("query").restarts === 2);
  await tab.keyboard.type("2");
  await tab.waitForFunction(() => document.getElementById("query").diagnostics.some(({ code }) => code === "syntax/wrong-symbol"));
  assert.equal(await value(tab), "a == 12");
  assert.deepEqual(tab.wrong, []);
});

test("values of the page: the latest call counts, and one that takes too long is dropped", async (t) => {
  const tab = await open(t, "/");
  await ready(tab);
  await tab.evaluate(() => {
    window.calls = [];
    const editor = document.getElementById("query");
    editor.values = async (field, prefix, signal) => {
      window.calls.push([field, prefix, signal]);
      if (prefix.startsWith("slow")) return new Promise(() => {});
      return [`${prefix}rida "x"`];
    };
    editor.valuesTimeout = 300;
  });
  await tab.click("#query");
  await tab.keyboard.type('owner = f');
  await tab.waitForFunction(() => [...document.getElementById("query").shadowRoot.querySelectorAll(".cm-completionLabel")].some((label) => label.textContent === 'frida "x"'));
  await tab.waitForTimeout(150);
  await tab.keyboard.press("Enter");
  assert.equal(await value(tab), 'owner = "frida \\"x\\""');
  await tab.evaluate(() => { document.getElementById("query").value = ""; });
  await tab.click("#query");
  await tab.keyboard.type("owner = slow");
  await tab.waitForFunction(() => window.calls.some(([, prefix, signal]) => prefix.startsWith("slow") && signal.aborted));
  assert.deepEqual(tab.wrong, []);
});
