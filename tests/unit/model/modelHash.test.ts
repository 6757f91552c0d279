import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { hashFile, hashModel } from "../../../src/model/modelHash";

const blob = (text: string): Blob => new Blob([text]);

test("a file's sha256, in pieces", async () => {
  expect(await hashFile(blob(""))).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  expect(await hashFile(blob("abc"))).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  const bytes = new Uint8Array(9 * 2 ** 20 + 1).map((_, i) => i * 31);
  expect(await hashFile(new Blob([bytes]))).toBe(createHash("sha256").update(bytes).digest("hex"));
});

test("a model's hash is that of its sorted lines", async () => {
  // printf 'config.json\t2\t%s\nonnx/model.onnx\t3\t%s\n' $(printf '{}' | sha256sum) ... | sha256sum
  const lines = [
    `config.json\t2\t${createHash("sha256").update("{}").digest("hex")}\n`,
    `onnx/model.onnx\t3\t${createHash("sha256").update("abc").digest("hex")}\n`,
  ];
  const files = [
    { path: "onnx/model.onnx", blob: blob("abc") },
    { path: "config.json", blob: blob("{}") },
  ];
  const expected = createHash("sha256").update(lines.join("")).digest("hex");
  expect(await hashModel(files)).toBe(expected);
  expect(await hashModel(files.toReversed())).toBe(expected);
  expect(await hashModel([files[0]!])).not.toBe(expected);
});

test("the sample model's hash is what coreutils give", async () => {
  const root = "public/models/babel-7m/";
  const paths = ["config.json", "onnx/model_q4.onnx", "tokenizer.json", "tokenizer_config.json"];
  const files = await Promise.all(
    paths.map(async (path) => ({ path, blob: new Blob([new Uint8Array(await readFile(root + path))]) })),
  );
  // for f in <paths>; do printf '%s\t%s\t%s\n' $f $(stat -c %s $f) $(sha256sum <$f); done | sort | sha256sum
  expect(await hashModel(files)).toBe("1734cc8f8f04d06af95eb232e6295cbc7c320c751686b2f3ad46a24fe5632cbe");
});

test("tells how far it is, and stops on request", async () => {
  const files = [
    { path: "a", blob: new Blob([new Uint8Array(5 * 2 ** 20)]) },
    { path: "b", blob: new Blob([new Uint8Array(2 ** 20)]) },
  ];
  const seen: number[][] = [];
  await hashModel(files, { onProgress: (...progress) => seen.push(progress) });
  expect(seen).toEqual([4, 5, 6].map((done) => [done * 2 ** 20, 6 * 2 ** 20]));

  const controller = new AbortController();
  const stopped = hashModel(files, {
    signal: controller.signal,
    onProgress: () => controller.abort(new Error("cancelled")),
  });
  await expect(stopped).rejects.toThrow("cancelled");
});
