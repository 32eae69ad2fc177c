// The extension as packaged, without an editor.
const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const { test } = require("node:test");

const root = path.resolve(__dirname, "../../..");
const read = (name) => fs.readFileSync(path.join(root, name), "utf8");
const manifest = JSON.parse(read("editors/vscode/package.json"));

test("the settings are those of the server, besides the extension's own", () => {
  const table = read("crates/coreql-lsp/README.md").split("| settings | values | default |")[1].split("\n\n")[0];
  const known = [...table.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);
  assert.ok(known.length >= 9);
  const own = ["path", "trace.server"];
  const settings = Object.keys(manifest.contributes.configuration.properties).map((name) => name.replace(/^coreql\./, ""));
  assert.deepEqual(settings.filter((name) => !own.includes(name)).sort(), known.sort());
  for (const name of ["endpoint", "syntax", "missing", "style"]) {
    const values = [...new RegExp(`^\\| \`${name}\` \\| (.*?) \\|`, "m").exec(table)[1].matchAll(/`([\w-]+)`/g)].map(([, value]) => value);
    assert.deepEqual(manifest.contributes.configuration.properties[`coreql.${name}`].enum, [...values, null], name);
  }
});

test("the grammar is that of grammar/textmate, and every file that the manifest names is there", () => {
  const at = (name) => path.join("editors/vscode", name);
  assert.equal(read(at("dist/coreql.tmLanguage.json")), read("grammar/textmate/coreql.tmLanguage.json"));
  const { grammars, languages, walkthroughs } = manifest.contributes;
  assert.equal(grammars[0].scopeName, JSON.parse(read("grammar/textmate/coreql.tmLanguage.json")).scopeName);
  const named = [manifest.main, manifest.icon, ...grammars.map((grammar) => grammar.path), ...languages.map((language) => language.configuration),
    ...walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.markdown))];
  for (const name of named) assert.ok(fs.existsSync(path.join(root, at(name))), name);
});

test("a word has full stops, and ends where the lexer ends it", () => {
  const { wordPattern, comments } = JSON.parse(read("editors/vscode/language-configuration.json"));
  assert.deepEqual('x="common.os_version"<17.2 and(a,b)'.match(new RegExp(wordPattern, "g")),
    ["x", "common.os_version", "17.2", "and", "a", "b"]);
  assert.equal(comments.lineComment, "#");
});
