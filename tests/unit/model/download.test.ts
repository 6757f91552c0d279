import type { IncomingMessage, ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { afterEach, expect, test } from "vitest";
import { download } from "../../../src/model/download";
import { type FileServer, serveFiles } from "../../support/fileServer";

const content = new Uint8Array(100_000).map((_, i) => i * 7);
let server: FileServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

interface Manners {
  /** Bytes after which each answer breaks off; whole when left out. */
  readonly breaksAfter?: number;
  readonly ranges?: boolean;
  readonly etags?: readonly string[];
}

/** Serves `content` at /f as `manners` say; gives the address and the ranges asked for. */
async function serve({ breaksAfter = Infinity, ranges = true, etags = ['"1"'] }: Manners) {
  const asked: (string | undefined)[] = [];
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const etag = etags[Math.min(asked.length, etags.length - 1)]!;
    asked.push(request.headers.range);
    const start = ranges ? Number(/bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? 0) : 0;
    response.writeHead(start > 0 ? 206 : 200, { "content-length": content.length - start, etag });
    if (content.length - start <= breaksAfter) return response.end(content.subarray(start));
    response.write(content.subarray(start, start + breaksAfter), () => setTimeout(() => response.destroy(), 20));
  };
  server = await serveFiles({ f: answer });
  return { url: `${server.url}f`, asked };
}

const bytesOf = async (blob: Blob): Promise<Uint8Array> => new Uint8Array(await blob.arrayBuffer());
const quick = { retryMs: 1 };

test("a connection that breaks again and again is taken up where it broke", async () => {
  const { url, asked } = await serve({ breaksAfter: 30_000 });
  const progress: number[] = [];
  const blob = await download(url, content.length, { ...quick, onBytes: (done) => progress.push(done) });
  expect(await bytesOf(blob)).toEqual(content);
  expect(asked).toEqual([undefined, "bytes=30000-", "bytes=60000-", "bytes=90000-"]);
  expect(progress).toEqual(progress.toSorted((a, b) => a - b));
});

test("a server without ranges gives it from the start", async () => {
  let broke = false;
  server = await serveFiles({
    f: (_, response) => {
      response.writeHead(200, { "content-length": content.length });
      if (broke) return response.end(content);
      broke = true;
      response.write(content.subarray(0, 30_000), () => setTimeout(() => response.destroy(), 20));
    },
  });
  expect(await bytesOf(await download(`${server.url}f`, content.length, quick))).toEqual(content);
});

test("what came compressed and broke begins anew: its bytes are not those of a range, and not those of a cache", async () => {
  const asked: (string | undefined)[][] = [];
  const zipped = gzipSync(content, { level: 0 });
  server = await serveFiles({
    f: (request, response) => {
      asked.push([request.headers.range, request.headers["cache-control"]]);
      if (asked.length > 1) return response.writeHead(200, { "content-length": content.length }).end(content);
      response.writeHead(200, { "content-encoding": "gzip", etag: 'W/"1"' });
      response.write(zipped.subarray(0, 70_000), () => setTimeout(() => response.destroy(), 20));
    },
  });
  expect(await bytesOf(await download(`${server.url}f`, content.length, quick))).toEqual(content);
  expect(asked).toEqual([
    [undefined, undefined],
    [undefined, "no-cache"],
  ]);
});

test("a file that changed meanwhile is an error", async () => {
  const { url } = await serve({ breaksAfter: 30_000, etags: ['"1"', '"2"'] });
  await expect(download(url, content.length, quick)).rejects.toThrow("changed while it was loaded");
});

test("a file shorter than announced is an error, not a model", async () => {
  const { url } = await serve({ ranges: false });
  const loading = download(url, content.length + 1, quick);
  await expect(loading).rejects.toThrow(/\/f: 100000 of 100001 bytes came \(it ended early\)/);
});

test("a server that is gone is an error after a few attempts", async () => {
  const { url } = await serve({});
  await server!.close();
  await expect(download(url, content.length, quick)).rejects.toThrow(
    /\/f: 0 of 100000 bytes came \(.+\): check the network/,
  );
});

test("an answer that is none is final", async () => {
  server = await serveFiles({});
  await expect(download(`${server.url}f`, 1, quick)).rejects.toThrow("/f answered 404");
  expect(server.requests.length).toBe(1);
});

test("stops on request, also while it waits", async () => {
  const { url } = await serve({ breaksAfter: 0 });
  const controller = new AbortController();
  const loading = download(url, content.length, { signal: controller.signal, retryMs: 1e6 });
  setTimeout(() => controller.abort(new Error("cancelled")), 100);
  await expect(loading).rejects.toThrow("cancelled");
});
