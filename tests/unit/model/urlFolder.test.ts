import { afterEach, describe, expect, test } from "vitest";
import { loadVariant } from "../../../src/model/loadVariant";
import { readUrlFolder, toFolderUrl } from "../../../src/model/urlFolder";
import { type FileServer, serveFiles } from "../../support/fileServer";
import { SMALL_TEXTS } from "../../support/modelFolderFiles";

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
  expect(read.sort()).toEqual(["GET /m/config.json", "GET /m/tokenizer.json", "GET /m/tokenizer_config.json"]);
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
