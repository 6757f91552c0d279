import { expect, test } from "vitest";
import type { ModelInfo } from "../../../src/model/modelInfo";
import type { OpenModel } from "../../../src/worker/openModel";
import { languagesOf, misfitOf, packingOf, scanFolder } from "../../../src/worker/scanPlan";
import type { OpenCorpus } from "../../../src/worker/workbench";

const info = { name: "babel-7m", context: 512 } as ModelInfo;
const corpus = { corpus: { languages: [{ language: "deu_Latn" }, { language: "eng_Latn" }] } } as unknown as OpenCorpus;

test.each([
  [{ seqLen: 1024 }, "windows of 1024 tokens: babel-7m takes 2 to 512"],
  [{ bos: true }, "babel-7m has no BOS token: turn BOS off"],
  [{ languages: ["eng_Latn", "mlt_Latn"] }, "the corpus has no mlt_Latn: it has deu_Latn, eng_Latn"],
])("%j does not fit, and a scan says why", (config, why) => {
  expect(misfitOf(config, info, corpus)).toBe(why);
  expect(() => {
    packingOf(config, info);
    languagesOf(config, corpus);
  }).toThrow(new RangeError(why));
});

test("what fits has its defaults filled in", () => {
  expect(misfitOf({}, info, corpus)).toBeNull();
  expect(packingOf({}, info)).toEqual({ seqLen: 512, seed: 1, oneDocumentAWindow: false });
  expect(languagesOf({ languages: ["eng_Latn"] }, corpus)).toEqual(["eng_Latn"]);
});

test("a scan is saved apart wherever other documents are read from the same files", async () => {
  const model = { info, hash: "m", provider: "wasm" } as OpenModel;
  const folderOf = (options: OpenCorpus["options"], order = "a b") =>
    scanFolder({}, model, { ...corpus, options, corpus: { ...corpus.corpus, hash: "c", order } });
  const folders = [
    await folderOf({}),
    await folderOf({}, "b a"),
    await folderOf({ removeDuplicates: true }),
    await folderOf({ textField: "body" }),
    await folderOf({ labels: { "a.txt": "deu_Latn" } }),
  ];
  expect(new Set(folders).size).toBe(folders.length);
  expect(await folderOf({ removeDuplicates: false })).toBe(folders[0]);
});
