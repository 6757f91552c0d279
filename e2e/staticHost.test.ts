import { createReadStream, existsSync, readFileSync, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { gzipSync } from "node:zlib";
import { expect } from "vitest";
import { test } from "./app";

const TYPES: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

/** A plain host: files under a folder of its own, no headers but the type, 404 for what is not there. */
function serveUnder(prefix: string): Promise<Server> {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url!, "http://host").pathname);
    const inside = path.startsWith(prefix) ? path.slice(prefix.length) || "index.html" : "";
    const file = join("dist", normalize(inside));
    if (inside === "" || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      "content-type": TYPES[extname(file)] ?? "application/octet-stream",
      "content-length": statSync(file).size,
    });
    if (request.method === "HEAD") response.end();
    else createReadStream(file).pipe(response);
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

test("the build works from any static host, and its first load is small", async ({ browser }) => {
  const server = await serveUnder("/tools/babelscope/");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const page = await (await browser.newContext()).newPage();
    const requested: string[] = [];
    page.on("request", (request) => requested.push(new URL(request.url()).pathname));
    await page.goto(`${origin}/tools/babelscope/`);
    const summary = await page.evaluate(async () => {
      const { n, provider } = await window.babelscope.scan({
        languages: ["eng_Latn"],
        seqLen: 64,
        tokensPerLanguage: 128,
      });
      return { n, provider, isolated: crossOriginIsolated };
    });
    expect(summary).toEqual({ n: [128], provider: "wasm", isolated: false });

    // One runtime only, from this host only.
    const wasm = requested.filter((path) => path.endsWith(".wasm"));
    expect(wasm).toHaveLength(1);
    expect(wasm[0]).toMatch(/jspi/);

    // Charts come with the view that draws them, not before.
    const ofCharts = () => requested.filter((path) => /plotly|NeuronsView|Inspector/.test(path));
    expect(ofCharts()).toEqual([]);

    // What a first visit needs before the project's own files: the page, its worker, their styles; not the runtime's files.
    const app = requested.filter(
      (path) => /\.(html|js|css|svg)$|\/$/.test(path) && !/\/ort(-wasm[^/]*|\.[^/]*)$/.test(path),
    );
    const gzipped = [...new Set(app)]
      .map((path) => path.replace("/tools/babelscope/", "") || "index.html")
      .reduce((sum, file) => sum + gzipSync(readFileSync(join("dist", file))).length, 0);
    expect(gzipped).toBeGreaterThan(50_000);
    expect(gzipped).toBeLessThan(1_000_000);

    await page.goto(`${origin}/tools/babelscope/#/neurons`);
    await expect.poll(() => ofCharts().some((path) => path.includes("plotly")), { timeout: 20_000 }).toBe(true);
  } finally {
    server.close();
  }
});
