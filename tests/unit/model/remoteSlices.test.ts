import { afterEach, expect, test } from "vitest";
import { remoteSlices } from "../../../src/model/remoteSlices";
import { type FileServer, serveFiles } from "../../support/fileServer";

const content = new Uint8Array(10_000).map((_, i) => i * 7);
let server: FileServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const read = async (url: string, start: number, end: number) =>
  new Uint8Array(await remoteSlices(url, content.length).slice(start, end).arrayBuffer());

test("a part is asked for by its range, past the browser's cache", async () => {
  const asked: (string | undefined)[] = [];
  server = await serveFiles({
    f: ({ headers }, response) => {
      asked.push(headers.range, headers["cache-control"]);
      response.writeHead(206).end(content.subarray(100, 200));
    },
  });
  expect(await read(`${server.url}f`, 100, 200)).toEqual(content.subarray(100, 200));
  expect(asked).toEqual(["bytes=100-199", "no-cache"]);
});

test("a server without ranges gives the same part", async () => {
  server = await serveFiles({ f: content });
  expect(await read(`${server.url}f`, 100, 200)).toEqual(content.subarray(100, 200));
});

test("a file that ends early is an error", async () => {
  server = await serveFiles({ f: (_, response) => response.writeHead(206).end(content.subarray(0, 50)) });
  await expect(read(`${server.url}f`, 0, 100)).rejects.toThrow("ended 50 bytes early");
});
