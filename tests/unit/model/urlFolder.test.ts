import type { IncomingMessage, ServerResponse } from "node:http";
import { afterEach, describe, expect, test } from "vitest";
import { loadVariant } from "../../../src/model/loadVariant";
import { readUrlFolder, toFolderUrl } from "../../../src/model/urlFolder";
import { type FileServer, serveFiles } from "../../support/fileServer";
import { SMALL_TEXTS } from "../../support/modelFolderFiles";
import { safetensors } from "../../support/safetensorsBytes";

let server: FileServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

type Files = Parameters<typeof serveFiles>[0];
async function serve(files: Files, missing?: Parameters<typeof serveFiles>[1]): Promise<string> {
  server = await serveFiles(
    Object.fromEntries(Object.entries(files).map(([path, file]) => [`m/${path}`, file])),
    missing,
  );
  return `${server.url}m`;
}

const large = new Uint8Array(20 * 2 ** 20).map((_, i) => i * 7);
const model: Files = {
  ...SMALL_TEXTS,
  "onnx/model_q4.onnx": "1234",
  "onnx/model_fp16.onnx": "12",
  "onnx/model_fp16.onnx_data": large,
  "onnx/model_fp16.onnx_data_1": "123",
};

describe("the folder's address", () => {
  test.each([
    ["https://example.org/models/m", "https://example.org/models/m/"],
    [" https://example.org/m/?v=2#top ", "https://example.org/m/?v=2"],
    ["https://huggingface.co/org/repo", "https://huggingface.co/org/repo/resolve/main/"],
    ["https://huggingface.co/a/b/resolve/abc123/", "https://huggingface.co/a/b/resolve/abc123/"],
    [" org/repo-1.5_x ", "https://huggingface.co/org/repo-1.5_x/resolve/main/"],
    ["http://localhost:4173/models/babel-7m/", "http://localhost:4173/models/babel-7m/"],
    ["https://huggingface.co/org/repo/", "https://huggingface.co/org/repo/resolve/main/"],
    ["https://huggingface.co/org/repo/tree/9f3c?x=1", "https://huggingface.co/org/repo/resolve/9f3c/"],
    ["https://huggingface.co/org/repo/resolve/main/", "https://huggingface.co/org/repo/resolve/main/"],
    ["https://huggingface.co/org/repo/resolve/main/sub", "https://huggingface.co/org/repo/resolve/main/sub/"],
  ])("%s", (address, url) => expect(toFolderUrl(address).href).toBe(url));

  test.each([
    "",
    "llama",
    "a/b/c",
    "../m",
    "./m",
    "/m/n",
    "file:///m",
    "file:///etc/",
    "blob:x",
    "javascript:alert(1)",
  ])("refuses %j", (address) => {
    expect(() => toFolderUrl(address)).toThrow("is no web address of a folder");
  });
});

test("lists what the server has, with sizes, without reading it", async () => {
  const folder = await readUrlFolder(await serve(model));
  expect(folder.info).toMatchObject({ name: "m", nLayers: 2 });
  expect(folder.variants.map(({ format, bytes, files }) => [format.dtype, bytes, files.length])).toEqual([
    ["q4", 4, 1],
    ["fp16", 2 + large.length + 3, 3],
  ]);
  const read = server!.requests.filter((request) => request.startsWith("GET"));
  const small = ["config.json", "model.safetensors.index.json", "tokenizer.json", "tokenizer_config.json"];
  expect(read.sort()).toEqual(small.map((path) => `GET /m/${path}`));
});

test("asks for the named dtypes only, and keeps the address's query", async () => {
  const folder = await readUrlFolder(`${await serve(model)}/?token=x`, { dtypes: ["q4"] });
  expect(folder.variants.map(({ format }) => format.dtype)).toEqual(["q4"]);
  expect(server!.requests.filter((request) => request.startsWith("HEAD"))).toEqual([
    "HEAD /m/onnx/model_q4.onnx?token=x",
    "HEAD /m/onnx/model_q4.onnx_data?token=x",
    "HEAD /m/onnx/model_q4.onnx.data?token=x",
  ]);
});

test("asks for sizes past the browser's cache, which may have lost them", async () => {
  const asked: (string | undefined)[] = [];
  const file = ({ headers }: IncomingMessage, response: ServerResponse) => {
    asked.push(headers["cache-control"]);
    response.writeHead(200, { "content-length": 4 }).end();
  };
  await readUrlFolder(await serve({ ...SMALL_TEXTS, "onnx/model_q4.onnx": file }));
  expect(asked).toEqual(["no-cache"]);
});

test("takes a page that stands for missing files as missing", async () => {
  const page = (_: unknown, response: import("node:http").ServerResponse) =>
    response.writeHead(200, { "content-type": "text/html; charset=utf-8", "content-length": 6 }).end("<html>");
  const folder = await readUrlFolder(await serve(model, page));
  expect(folder.variants.map(({ format, files }) => [format.dtype, files.length])).toEqual([
    ["q4", 1],
    ["fp16", 3],
  ]);
});

test("files may lie beside config.json", async () => {
  const folder = await readUrlFolder(await serve({ ...SMALL_TEXTS, "model.onnx": "1", "model.onnx.data": "12" }));
  expect(folder.variants.map(({ files }) => files.map(({ path }) => path))).toEqual([
    ["model.onnx", "model.onnx.data"],
  ]);
});

describe("a checkpoint in safetensors", () => {
  const file = (dtype: string, bytes: number) =>
    safetensors({ w: { dtype, shape: [bytes / 2], data_offsets: [0, bytes] } }, new Uint8Array(bytes).fill(7));
  const whole = file("BF16", 4 * 2 ** 20);
  /** Bytes that the server has written when the listing is done. */
  async function listed(ranges: boolean) {
    let written = 0;
    const answer = (request: IncomingMessage, response: ServerResponse) => {
      const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "") ?? [];
      const part = ranges && from ? whole.slice(Number(from), Number(to) + 1) : whole;
      response.writeHead(part === whole ? 200 : 206, { "content-length": part.length });
      if (request.method === "HEAD") return response.end();
      const send = (at: number): void => {
        if (at >= part.length || response.destroyed) return void response.end();
        written += Math.min(65536, part.length - at);
        response.write(part.subarray(at, at + 65536), () => setTimeout(send, 1, at + 65536));
      };
      return send(0);
    };
    return {
      folder: await readUrlFolder(await serve({ ...model, "model.safetensors": answer })),
      written: () => written,
    };
  }

  test.each([true, false])(
    "comes behind the ONNX files; only its header is read, from a server with ranges: %s",
    async (ranges) => {
      const { folder, written } = await listed(ranges);
      expect(folder.variants.map(({ format, bytes }) => [format.dtype, bytes])).toEqual([
        ["q4", 4],
        ["fp16", 2 + large.length + 3],
        ["bf16", whole.length],
      ]);
      expect(folder.variants[2]!.format.isCheckpoint).toBe(true);
      expect(written()).toBeLessThan(ranges ? 1000 : whole.length / 2);
    },
  );

  test("in shards, without any ONNX file", async () => {
    const index = { weight_map: { w: "model-00001-of-00002.safetensors", x: "model-00002-of-00002.safetensors" } };
    const files: Files = {
      ...SMALL_TEXTS,
      "model.safetensors.index.json": JSON.stringify(index),
      "model-00001-of-00002.safetensors": file("F16", 64),
    };
    const folder = await readUrlFolder(await serve(files));
    expect(folder.variants.map(({ format, missing, files }) => [format.dtype, missing, files.length])).toEqual([
      ["f16", ["model-00002-of-00002.safetensors"], 2],
    ]);
    const loaded = await loadVariant(folder.variants[0]!);
    expect(loaded.file.path).toBe("model.safetensors.index.json");
    expect(loaded.shards.map(({ path }) => path)).toEqual(["model-00001-of-00002.safetensors"]);
  });

  test("is asked for by its dtype, or not at all", async () => {
    const files = { ...model, "model.safetensors": file("F16", 64) };
    const find = async (dtypes: string[]) => {
      const folder = await readUrlFolder(await serve(files), { dtypes });
      const asked = server!.requests.filter((request) => request.includes("safetensors")).length;
      await server!.close();
      return [folder.variants.map(({ format }) => format.dtype), asked > 0];
    };
    expect(await find(["q4", "f16"])).toEqual([["q4", "f16"], true]);
    expect(await find(["q4"])).toEqual([["q4"], false]);
  });
});

const status = (code: number) => (_: unknown, response: import("node:http").ServerResponse) =>
  response.writeHead(code).end();

test.each<[string, Files, RegExp]>([
  ["no config.json", { ...model, "config.json": status(404) }, /\/m\/ has no config\.json/],
  ["no tokenizer.json", { ...model, "tokenizer.json": status(404) }, /has no tokenizer\.json/],
  ["no model", SMALL_TEXTS, /m has no ONNX model/],
  [
    "an old export only",
    { ...SMALL_TEXTS, "onnx/decoder_model_merged_quantized.onnx": "1" },
    /It has onnx\/decoder_model_merged_quantized\.onnx: an old merged export/,
  ],
  ["a gated model", { ...model, "config.json": status(401) }, /asks for permission \(401\): download the files/],
  ["a server in trouble", { ...model, "onnx/model_q4.onnx": status(503) }, /model_q4\.onnx answered 503/],
  ["a size that is not told", { ...model, "onnx/model_q4.onnx": status(200) }, /does not tell its size/],
])("refuses %s", async (_, files, message) => {
  await expect(readUrlFolder(await serve(files))).rejects.toThrow(message);
});

test("a server that cannot be reached is named", async () => {
  const url = await serve({});
  await server!.close();
  await expect(readUrlFolder(url)).rejects.toThrow(/config\.json cannot be reached .*\(CORS\)/);
});

describe("loading", () => {
  test("brings the bytes, tells how far it is, and gives paths for the tap and for the hash", async () => {
    const folder = await readUrlFolder(await serve(model));
    const progress: number[][] = [];
    const loaded = await loadVariant(folder.variants[1]!, { onProgress: (...seen) => progress.push(seen) });
    expect(loaded.file.path).toBe("model_fp16.onnx");
    expect(await loaded.file.blob.text()).toBe("12");
    expect(loaded.shards.map(({ path }) => path)).toEqual(["model_fp16.onnx_data", "model_fp16.onnx_data_1"]);
    expect(loaded.files.map(({ path }) => path)).toEqual([
      "onnx/model_fp16.onnx",
      "onnx/model_fp16.onnx_data",
      "onnx/model_fp16.onnx_data_1",
    ]);
    const bytes = new Uint8Array(await loaded.shards[0]!.blob.arrayBuffer());
    expect(Buffer.compare(bytes, large)).toBe(0);
    const total = 2 + large.length + 3;
    expect(progress.at(-1)).toEqual([total, total]);
    expect(progress.length).toBeGreaterThan(5);
    for (const [i, [done]] of progress.entries())
      expect(done!).toBeGreaterThanOrEqual(progress[Math.max(0, i - 1)]![0]!);
  });

  test("stops on request, in the middle of a file", async () => {
    const folder = await readUrlFolder(await serve(model));
    const controller = new AbortController();
    const onProgress = (done: number) => done > 2 ** 20 && controller.abort(new Error("cancelled"));
    const loading = loadVariant(folder.variants[1]!, { signal: controller.signal, onProgress });
    await expect(loading).rejects.toThrow("cancelled");
    expect(server!.requests).not.toContain("GET /m/onnx/model_fp16.onnx_data_1");
  });

  test("dropped files are taken as they lie", async () => {
    const blob = new Blob(["123"]);
    const variant = (await readUrlFolder(await serve(model))).variants[0]!;
    const loaded = await loadVariant({
      ...variant,
      files: [{ path: "onnx/model_q4.onnx", bytes: 3, source: blob }],
      bytes: 3,
    });
    expect(loaded.file.blob).toBe(blob);
  });
});
