import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { CHECKPOINT_DTYPES, DTYPES } from "../../../src/model/dtypes";
import { readModelInfo } from "../../../src/model/modelInfo";
import type { ModelFolder, Variant } from "../../../src/model/modelVariant";
import { judgeFor, toListing } from "../../../src/worker/modelListing";
import type { Environment } from "../../../src/worker/modelProtocol";

const config = await readFile("public/models/babel-7m/config.json", "utf8");
const variant = (format: Variant["format"], path: string, missing: string[] = []): Variant => ({
  format,
  files: [{ path, bytes: 13e6, source: new Blob() }],
  bytes: 13e6,
  missing,
});
const q4 = variant(DTYPES.find(({ dtype }) => dtype === "q4")!, "onnx/model_q4.onnx");
const f16 = variant(CHECKPOINT_DTYPES.F16!, "model.safetensors");
const adapter = {
  features: [],
  maxBufferBytes: 2 ** 31,
  maxBindingBytes: 2 ** 30,
} as unknown as Environment["adapter"];

function folderOf(variants: Variant[], text = config): ModelFolder {
  return {
    info: readModelInfo(JSON.parse(text), "babel-7m"),
    smallFiles: [{ path: "config.json", blob: new Blob([text]) }],
    variants,
    skipped: [],
  };
}

const list = async (folder: ModelFolder, here = adapter) =>
  toListing(folder, await judgeFor({ adapter: here } as Environment, folder), "wasm");

describe("where a model's files run", () => {
  test("a checkpoint runs in our decoder alone, ONNX files there too", async () => {
    const { choices, preferred } = await list(folderOf([q4, f16]));
    expect(choices.map(({ dtype, wasm, wgsl }) => [dtype, wasm.verdict, wgsl.verdict])).toEqual([
      ["q4", "fits", "fits"],
      ["f16", "refused", "fits"],
    ]);
    expect(preferred).toBe("q4");
    // 6.8 million weights in two bytes.
    expect(choices[1]!.wgsl.reason).toContain("13.6 MB of weights");
  });

  test("of a folder that holds a checkpoint alone, that is preferred", async () => {
    expect((await list(folderOf([f16]))).preferred).toBe("f16");
  });

  test("without an adapter our decoder does not run", async () => {
    const [choice] = (await list(folderOf([q4]), null)).choices;
    expect(choice!.wgsl).toEqual({ verdict: "refused", reason: "this browser gives no WebGPU adapter" });
    expect(choice!.wasm.verdict).toBe("fits");
  });

  test("another architecture is refused by the field that says so, and still runs in ONNX Runtime", async () => {
    const other = config.replace("LlamaForCausalLM", "GPT2LMHeadModel").replace('"llama"', '"gpt2"');
    const [choice] = (await list(folderOf([q4], other))).choices;
    expect(choice!.wgsl.verdict).toBe("refused");
    expect(choice!.wgsl.reason).toMatch(/architectures.*GPT2LMHeadModel/);
    expect(choice!.wasm.verdict).toBe("fits");
  });

  test("weights in a dtype that it cannot read, and files that are missing, are said", async () => {
    const q8 = variant(DTYPES.find(({ dtype }) => dtype === "q8")!, "onnx/model_quantized.onnx");
    const torn = variant(CHECKPOINT_DTYPES.F16!, "model.safetensors.index.json", ["model-00002-of-00002.safetensors"]);
    const { choices } = await list(folderOf([q8, torn]));
    expect(choices[0]!.wgsl.reason).toContain("q8");
    expect(choices[1]!.wgsl.reason).toContain("model-00002-of-00002.safetensors");
  });
});
