// The playground, as built, in Chromium: `node --test editors/playground/tests`.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test, { after, before } from "node:test";
import { launch, serve } from "../../browser.js";

let server;
let browser;
before(async () => {
  const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; style-src 'self'; img-src data:";
  server = await serve(new URL("../dist/", import.meta.url), {}, { "/": policy });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  server?.close();
});

async function open(t, fragment = "", colorScheme = "light") {
  const tab = await browser.newPage({ colorScheme });
  t.after(() => tab.close());
  tab.wrong = [];
  tab.on("pageerror", (error) => tab.wrong.push(String(error)));
  tab.on("console", (message) => { if (message.type() === "error") tab.wrong.push(message.text()); });
  tab.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(server.origin) && !url.startsWith("data:")) tab.wrong.push(url);
  });
  await tab.goto(`${server.origin}/${fragment}`);
  await tab.waitForSelector("html[data-ready]");
  assert.equal(await tab.evaluate(() => document.getElementById("query").ready), true);
  return tab;
}

test("panes, sharing, and the user's own file; no request leaves the server", async (t) => {
  const tab = await open(t, `#${new URLSearchParams({ q: "NOT compliant = true", syntax: "extended" })}`);
  assert.equal(await tab.textContent("#query-test"), '{"valid":true,"token":"","position":-1}');
  assert.match(await tab.textContent("#forms"), /NOT "common\.compliant" = true/);
  assert.match(await tab.textContent("#sql"), /^SELECT .* FROM `devices` WHERE /);
  assert.match(await tab.textContent("#tree"), /"kind": "not"/);
  const own = [{ "common.compliant": true }, { "common.compliant": false }].map((device) => JSON.stringify(device));
  await tab.setInputFiles("#file", { name: "own.jsonl", mimeType: "text/plain", buffer: Buffer.from(own.join("\n")) });
  await tab.waitForFunction(() => document.getElementById("count").textContent === "1 of 2 devices");
  assert.equal(await tab.textContent("#devices"), own[1]);
  await tab.uncheck("#extended");
  await tab.waitForFunction(() => document.getElementById("count").textContent === "no query");
  await tab.evaluate(() => { document.getElementById("query").value = ""; });
  await tab.click("#query");
  await tab.keyboard.type("a == 1");
  await tab.waitForSelector(".cm-lintRange-error");
  assert.equal(new URLSearchParams(new URL(tab.url()).hash.slice(1)).get("q"), "a == 1");
  assert.match(await tab.textContent("#diagnostics"), /error: `==` is not an operator/);
  assert.deepEqual(tab.wrong, []);
});

for (const scheme of ["light", "dark"]) {
  test(`axe finds nothing, ${scheme}`, async (t) => {
    const tab = await open(t, "", scheme);
    await tab.evaluate(await readFile(new URL("../../node_modules/axe-core/axe.min.js", import.meta.url), "utf8"));
    const { violations } = await tab.evaluate(() => axe.run());
    assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]), []);
  });
}
