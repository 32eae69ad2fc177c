// The packaged extension with the native server, in code-server and Chromium: `node --test editors/vscode/tests`.
//
// CODE_SERVER is the entry of code-server, NODE the Node that runs it, COREQL the command, CHROMIUM the browser.
const assert = require("node:assert/strict");
const { spawn, spawnSync } = require("node:child_process");
const fs = require("node:fs");
const net = require("node:net");
const os = require("node:os");
const path = require("node:path");
const { test, before, after } = require("node:test");
const { chromium } = require("playwright-core");

const root = path.resolve(__dirname, "../../..");
const coreql = path.resolve(process.env.COREQL ?? path.join(root, "target/debug/coreql"));
const codeServer = process.env.CODE_SERVER;
const node = process.env.NODE ?? process.execPath;
const WAIT = 120_000;

const FIELDS = [
  { name: "common.platform", type: "STRING", aliases: ["platform"], values: ["iOS", "Android"] },
  { name: "common.retired", type: "BOOLEAN", aliases: ["retired"] },
];

let folder;
let editor;
let browser;
let origin;

function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer().on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function poll(what, condition) {
  const end = Date.now() + WAIT;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`timed out: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

before(async () => {
  assert.ok(codeServer, "CODE_SERVER is the entry of code-server");
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "coreql-vscode-"));
  const at = (...names) => path.join(folder, ...names);
  for (const name of ["data/User", "extensions", "fleet"]) fs.mkdirSync(at(name), { recursive: true });
  // The server, which writes its process id.
  fs.writeFileSync(at("coreql"), `#!/bin/sh\necho $$ > '${at("pid")}'\nexec '${coreql}' "$@"\n`, { mode: 0o755 });
  fs.writeFileSync(at("fleet/fields.json"), JSON.stringify(FIELDS));
  fs.writeFileSync(at("fleet/coreql.toml"), 'catalog = "fields.json"\n');
  fs.writeFileSync(at("data/User/settings.json"), JSON.stringify({
    "coreql.path": at("coreql"),
    "coreql.keys": ["query"],
    "editor.autoClosingQuotes": "never",
    "files.autoSave": "off",
    "security.workspace.trust.enabled": false,
    "telemetry.telemetryLevel": "off",
    "update.mode": "none",
    "extensions.autoCheckUpdates": false,
    "extensions.autoUpdate": false,
    "workbench.startupEditor": "none",
    "workbench.enableExperiments": false,
    "workbench.tips.enabled": false,
    "chat.disableAIFeatures": true,
  }));
  const args = ["--user-data-dir", at("data"), "--extensions-dir", at("extensions"), "--config", at("config.yaml")];
  fs.writeFileSync(at("config.yaml"), "auth: none\n");
  const vsix = path.join(__dirname, "../dist/coreql.vsix");
  const installed = spawnSync(node, [codeServer, ...args, "--install-extension", vsix], { encoding: "utf8", timeout: WAIT });
  assert.match(installed.stdout, /successfully installed/, installed.stdout + installed.stderr);
  const port = await freePort();
  origin = `http://127.0.0.1:${port}`;
  const log = fs.openSync(at("log"), "w");
  const options = ["--auth", "none", "--bind-addr", `127.0.0.1:${port}`, "--disable-telemetry", "--disable-update-check"];
  editor = spawn(node, [codeServer, ...args, ...options, at("fleet")], {
    stdio: ["ignore", log, log],
    // It asks its marketplace about what is installed.
    env: { ...process.env, EXTENSIONS_GALLERY: JSON.stringify({ serviceUrl: `${origin}/none`, itemUrl: `${origin}/none`, resourceUrlTemplate: `${origin}/none` }) },
  });
  await poll("code-server", () => fetch(`${origin}/healthz`).then((answer) => answer.ok, () => false));
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update"],
  });
});

after(async () => {
  await browser?.close();
  if (editor) {
    const ended = new Promise((resolve) => editor.once("exit", resolve));
    editor.kill();
    await ended;
  }
  if (folder) fs.rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
});

/** A tab with a file of this text, once its editor is there. */
async function open(t, name, text) {
  fs.writeFileSync(path.join(folder, "fleet", name), text);
  const tab = await browser.newPage({ viewport: { width: 1200, height: 800 } });
  tab.setDefaultTimeout(WAIT);
  tab.elsewhere = [];
  tab.on("request", (request) => {
    const url = new URL(request.url());
    if (/^https?:|^wss?:/.test(url.protocol) && url.hostname !== "127.0.0.1") tab.elsewhere.push(request.url());
  });
  t.after(async () => {
    if (process.env.SCREENSHOTS) await tab.screenshot({ path: path.join(process.env.SCREENSHOTS, `${t.name.slice(0, 20).replaceAll(" ", "-")}.png`) });
    await tab.close();
  });
  const payload = JSON.stringify([["openFile", `vscode-remote://${new URL(origin).host}${path.join(folder, "fleet", name)}`]]);
  await tab.goto(`${origin}/?folder=${encodeURIComponent(path.join(folder, "fleet"))}&payload=${encodeURIComponent(payload)}`);
  await tab.waitForSelector(`.monaco-editor[data-uri$="${name}"] .view-lines`);
  await tab.click(`.monaco-editor[data-uri$="${name}"] .view-lines`);
  return tab;
}

const lines = (tab) => tab.evaluate(() => [...document.querySelectorAll(".monaco-editor[data-uri] .view-line")]
  .map((line) => line.textContent.replaceAll("\u00a0", " ")).join("\n"));
const shows = (tab, text) => poll(text, async () => (await lines(tab)) === text)
  .catch(async () => assert.equal(await lines(tab), text));
const squiggles = (tab, count) => poll(`${count} squiggles`, async () => (await tab.locator(".squiggly-error").count()) === count);

async function command(tab, name) {
  await tab.keyboard.press("F1");
  await tab.waitForSelector(".quick-input-widget input");
  await tab.keyboard.type(name);
  await tab.locator(".quick-input-list .monaco-list-row", { hasText: name }).first().waitFor();
  await tab.keyboard.press("Enter");
}

/** Applies the quick fix of this title at a column of the first line. */
async function fix(tab, column, title) {
  await tab.keyboard.press("Control+Home");
  for (let at = 0; at < column; at++) await tab.keyboard.press("ArrowRight");
  const row = tab.locator(".action-widget .monaco-list-row", { hasText: title });
  // The menu does not open while the editor still asks for actions of another place.
  await poll(title, async () => {
    await tab.keyboard.press("Control+.");
    const shown = await row.waitFor({ timeout: 5000 }).then(() => true, () => false);
    if (!shown) await tab.keyboard.press("Escape");
    return shown;
  });
  await row.click();
}

test("a squiggle, its quick fix, and formatting", async (t) => {
  const tab = await open(t, "fix.coreql", 'platform == "😀" and retired=true');
  await squiggles(tab, 1);
  await fix(tab, "platform =".length, "write `=`");
  await shows(tab, 'platform = "😀" and retired=true');
  await squiggles(tab, 0);
  await command(tab, "Format Document");
  await shows(tab, '"common.platform" = "😀" AND "common.retired" = true');
  assert.deepEqual(tab.elsewhere, []);
});

test("completion: a field after a full stop, an operator, a value in quotes", async (t) => {
  const tab = await open(t, "completion.coreql", "x");
  await squiggles(tab, 1);
  await tab.keyboard.press("Control+A");
  await tab.keyboard.type("common.");
  const pick = async (label) => {
    await tab.locator(".suggest-widget.visible .monaco-list-row", { hasText: label }).first().click();
    await poll("the list closes", async () => (await tab.locator(".suggest-widget.visible").count()) === 0);
  };
  await pick("common.platform");
  await shows(tab, "common.platform ");
  await tab.keyboard.type("does");
  await pick("does not contain");
  await shows(tab, "common.platform does not contain ");
  await tab.keyboard.type('"i');
  await pick("iOS");
  await shows(tab, 'common.platform does not contain "iOS"');
  await squiggles(tab, 0);
});

test("the server is killed: it starts again, with the text as it is typed", async (t) => {
  const tab = await open(t, "killed.coreql", "retired = true");
  const pid = () => Number(fs.readFileSync(path.join(folder, "pid"), "utf8"));
  await tab.keyboard.press("Control+End");
  await tab.keyboard.type(" AND platform == ");
  await squiggles(tab, 1);
  const before = pid();
  process.kill(before, "SIGKILL");
  await poll("a new server", () => pid() !== before);
  await shows(tab, "retired = true AND platform == ");
  await tab.keyboard.type('"iOS"');
  await tab.keyboard.press("Home");
  await tab.keyboard.type("(");
  await poll("both mistakes", async () => (await tab.locator(".squiggly-error").count()) >= 2);
  await tab.keyboard.press("Backspace");
  await squiggles(tab, 1);
});

test("a string of JSON", async (t) => {
  const tab = await open(t, "query.json", '{"query": "platform == \\"iOS\\""}');
  await squiggles(tab, 1);
  await fix(tab, '{"query": "platform ='.length, "write `=`");
  await shows(tab, '{"query": "platform = \\"iOS\\""}');
  await squiggles(tab, 0);
});
