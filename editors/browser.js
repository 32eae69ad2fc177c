// Chromium and a server on a loopback port, for the tests of the component and the playground.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { chromium } from "playwright-core";

const TYPES = { html: "text/html", js: "text/javascript", css: "text/css", wasm: "application/wasm", svg: "image/svg+xml" };

/** Serves `routes` (path → text) and the files of a folder, with a content security policy where one is given. */
export async function serve(folder, routes = {}, policies = {}) {
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, "http://localhost").pathname;
    try {
      const body = routes[path] ?? (await readFile(new URL(`.${path === "/" ? "/index.html" : path}`, folder)));
      const extension = path.includes(".") ? path.slice(path.lastIndexOf(".") + 1) : "html";
      const headers = { "content-type": `${TYPES[extension]}; charset=utf-8` };
      if (extension === "wasm") headers["content-type"] = TYPES.wasm;
      if (policies[path]) headers["content-security-policy"] = policies[path];
      response.writeHead(200, headers).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

export function launch() {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  return chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
}
