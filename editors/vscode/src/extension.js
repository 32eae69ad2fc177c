// The extension: it starts `coreql lsp` and lets it do the work.
const { workspace, window, commands, env, Uri } = require("vscode");
const { LanguageClient, TransportKind } = require("vscode-languageclient/node");

let client;

function create() {
  const command = workspace.getConfiguration("coreql").get("path") || "coreql";
  const run = { command, args: ["lsp"], transport: TransportKind.stdio };
  return new LanguageClient("coreql", "coreql", { run, debug: run }, {
    // The server registers itself for the languages whose strings it is to read.
    documentSelector: [{ language: "coreql" }],
    synchronize: { configurationSection: "coreql" },
    connectionOptions: { maxRestartCount: 10 },
  });
}

async function start() {
  client = create();
  try {
    await client.start();
  } catch (error) {
    // Not awaited: the message stays until it is answered, and a new path has to start the server before that.
    void explain(error);
  }
}

async function explain(error) {
  const path = workspace.getConfiguration("coreql").get("path");
  const choice = await window.showErrorMessage(
    `coreql: the server \`${path} lsp\` does not start: ${error?.message ?? error}`,
    "Set its path",
    "How to get it",
  );
  if (choice === "Set its path") await commands.executeCommand("workbench.action.openSettings", "coreql.path");
  if (choice === "How to get it") await env.openExternal(Uri.parse("https://github.com/coreql/coreql#readme"));
}

async function stop() {
  const old = client;
  client = undefined;
  // One that failed to start cannot be stopped.
  await old?.dispose().catch(() => {});
}

// Changes of the server come one after the other.
let turn = Promise.resolve();
function inTurn(change) {
  turn = turn.then(change, change);
  return turn;
}

const restart = () => inTurn(async () => {
  await stop();
  await start();
});

exports.activate = async function activate(context) {
  context.subscriptions.push(
    commands.registerCommand("coreql.restart", restart),
    commands.registerCommand("coreql.openLog", () => client?.outputChannel.show()),
    workspace.onDidChangeConfiguration((event) => {
      // The client sends the others to the server.
      if (event.affectsConfiguration("coreql.path")) void restart();
    }),
    { dispose: () => inTurn(stop) },
  );
  await inTurn(start);
};

exports.deactivate = () => inTurn(stop);
