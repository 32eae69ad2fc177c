// Compares the scopes of the TextMate grammar with the crate's kinds of token, and checks the cases of tests/.
//
// Usage: node compare.mjs MODULES ORACLE, with the folder of the installed packages and the lines of the example
// grammar_oracle. Each token of the crate must have one scope of its kind, from its first byte to its last, and what
// is outside all tokens must be white space, a comment or a separator.

import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const [modules, oracle] = process.argv.slice(2);
const require = createRequire(path.resolve(modules, "x.js"));
const { INITIAL, Registry, parseRawGrammar } = require("vscode-textmate");
const onig = require("vscode-oniguruma");

const SCOPES = {
  string: /^string\.quoted\.double/,
  escaped_string: /^string\.quoted\.double/,
  unclosed_string: /^string\.quoted\.double/,
  word: /^(variable\.other|keyword\.operator\.(logical|word)|constant\.(language|numeric)|invalid\.illegal\.quote)/,
  equal: /^keyword\.operator\.comparison/,
  not_equal: /^keyword\.operator\.comparison/,
  less: /^keyword\.operator\.comparison/,
  less_or_equal: /^keyword\.operator\.comparison/,
  greater: /^keyword\.operator\.comparison/,
  greater_or_equal: /^keyword\.operator\.comparison/,
  bad_symbol: /^invalid\.illegal\.operator/,
  open_paren: /^punctuation\.section\.group\.begin/,
  close_paren: /^punctuation\.section\.group\.end/,
  comma: /^punctuation\.separator\.list/,
};
const OUTSIDE = /^(comment\.line|punctuation\.separator\.section)/;

await onig.loadWASM(fs.readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm")));
const file = path.join(here, "coreql.tmLanguage.json");
const grammar = await new Registry({
  onigLib: Promise.resolve({
    createOnigScanner: (patterns) => new onig.OnigScanner(patterns),
    createOnigString: (text) => new onig.OnigString(text),
  }),
  loadGrammar: async () => parseRawGrammar(fs.readFileSync(file, "utf8"), file),
}).loadGrammar("source.coreql");

// The pieces of a text as [start, end, scope], in UTF-16 units; of several scopes the one of the token.
function scopes(text) {
  const pieces = [];
  let state = INITIAL;
  let at = 0;
  for (const line of text.split("\n")) {
    const result = grammar.tokenizeLine(line, state);
    state = result.ruleStack;
    for (const { startIndex, endIndex, scopes } of result.tokens) {
      const own = scopes.filter((scope) => scope !== "source.coreql");
      const scope = own[0] ?? "";
      const end = Math.min(endIndex, line.length);
      if (end > startIndex) pieces.push([at + startIndex, at + end, scope, own]);
    }
    at += line.length + 1;
  }
  return pieces;
}

function difference(text, tokens) {
  const pieces = scopes(text);
  const kinds = new Array(text.length).fill(null);
  const bytes = Buffer.from(text);
  let from = 0;
  let units = 0;
  const unit = (byte) => {
    units += bytes.subarray(from, byte).toString().length;
    from = byte;
    return units;
  };
  for (const [kind, start, end] of tokens) {
    if (kind === "end") continue;
    const [a, b] = [unit(start), unit(end)];
    kinds.fill({ kind, a, b }, a, b);
  }
  const outside = (character) => /[\p{White_Space}\ufeff]/u.test(character);
  for (const [start, end, scope] of pieces) {
    const first = kinds[start];
    if (SCOPES.word.test(scope) || /^(keyword|punctuation\.section\.group|invalid)/.test(scope)) {
      if (!first || first.a !== start || first.b !== end) return `${scope} at ${start}..${end}, which is no token`;
    }
    for (let at = start; at < end; at++) {
      const token = kinds[at];
      if (token ? !SCOPES[token.kind].test(scope) : !(scope === "" ? outside(text[at]) : OUTSIDE.test(scope))) {
        return `${token?.kind ?? "no token"} has the scope \`${scope}\` at ${at}`;
      }
    }
  }
  return null;
}

// tests/*.txt: a line of text, then lines `# ^^^ scope`, each of them a claim about that line.
function cases() {
  let count = 0;
  for (const name of fs.readdirSync(path.join(here, "tests")).sort()) {
    const lines = fs.readFileSync(path.join(here, "tests", name), "utf8").trimEnd().split("\n");
    const sources = lines.filter((line) => !/^~[ ^]/.test(line));
    const pieces = scopes(sources.join("\n"));
    let offset = 0;
    let current = 0;
    for (const line of lines) {
      const claim = /^~( *)(\^+) (.*)$/.exec(line);
      if (!claim) {
        current = offset;
        offset += line.length + 1;
        continue;
      }
      const start = current + 1 + claim[1].length;
      const end = start + claim[2].length;
      const own = pieces.filter(([a, b]) => a < end && b > start);
      if (own.length === 0 || !own.every(([, , , scopes]) => scopes.includes(`${claim[3]}.coreql`))) {
        throw new Error(`${name}: ${line}\n${JSON.stringify(own)}`);
      }
      count++;
    }
  }
  if (count < 20) throw new Error(`${count} claims`);
  return count;
}

console.log(`TextMate: ${cases()} claims`);
let texts = 0;
const different = [];
for (const line of fs.readFileSync(oracle, "utf8").trimEnd().split("\n")) {
  const { text, tokens } = JSON.parse(line);
  const found = difference(text, tokens);
  if (found) different.push(`${JSON.stringify(text.slice(0, 300))}: ${found}`);
  texts++;
}
if (different.length > 0) {
  console.error(different.slice(0, 20).join("\n"));
  console.error(`${different.length} of ${texts} texts differ`);
  process.exit(1);
}
console.log(`TextMate: ${texts} texts: scopes as the crate's kinds of token`);
