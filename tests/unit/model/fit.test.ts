import { describe, expect, test } from "vitest";
import { DTYPES, dtypeOfFile } from "../../../src/model/dtypes";
import { type AdapterLimits, type Fit, fitWasm, fitWebgpu, preferredVariant } from "../../../src/model/fit";
import type { ModelInfo } from "../../../src/model/modelInfo";
import type { Variant } from "../../../src/model/modelVariant";

const GiB = 2 ** 30;
const info: ModelInfo = {
  name: "Qwen2.5-0.5B",
  architecture: "Qwen2ForCausalLM",
  nLayers: 24,
  dModel: 896,
  dMlp: 4864,
  nHeads: 14,
  nKvHeads: 2,
  dHead: 64,
  dVocab: 151936,
  context: 32768,
};
const laptop: AdapterLimits = {
  features: ["shader-f16", "subgroups"],
  maxBufferBytes: 4 * GiB - 4,
  maxBindingBytes: 2 * GiB - 4,
};

function variant(dtype: string, bytes: number, extra: Partial<Variant> = {}): Variant {
  const format = DTYPES.find((known) => known.dtype === dtype)!;
  const file = { path: `onnx/model${format.suffix}.onnx`, bytes, source: "https://example.org" };
  return { format, files: [file], bytes, missing: [], ...extra };
}
/** The `.onnx` file and its shards, in bytes. */
function shardedIn(dtype: string, sizes: readonly number[]): Variant {
  const whole = variant(
    dtype,
    sizes.reduce((sum, bytes) => sum + bytes, 0),
  );
  const { path, source } = whole.files[0]!;
  const files = sizes.map((bytes, i) => ({ path: i === 0 ? path : `${path}_data_${i}`, bytes, source }));
  return { ...whole, files };
}
const shardedAs = (dtype: string, bytes: number): Variant => shardedIn(dtype, [1e6, bytes - 1e6]);

test("the suffixes of public exports", () => {
  // transformers.js' table of dtypes and file name suffixes.
  const table = {
    "model.onnx": "fp32",
    "model_fp16.onnx": "fp16",
    "model_int8.onnx": "int8",
    "model_uint8.onnx": "uint8",
    "model_quantized.onnx": "q8",
    "model_q4.onnx": "q4",
    "model_q4f16.onnx": "q4f16",
    "model_bnb4.onnx": "bnb4",
    "model_q2.onnx": "q2",
    "model_q2f16.onnx": "q2f16",
    "model_q1.onnx": "q1",
    "model_q1f16.onnx": "q1f16",
  };
  for (const [file, dtype] of Object.entries(table)) expect(dtypeOfFile(`onnx/${file}`)?.dtype).toBe(dtype);
  expect(DTYPES.length).toBe(Object.keys(table).length);
  for (const other of ["decoder_model_merged_q4.onnx", "model_q4.onnx_data", "mymodel.onnx", "model_q5.onnx"]) {
    expect(dtypeOfFile(other)).toBeUndefined();
  }
});

describe("WebGPU", () => {
  test.each<[string, Variant, AdapterLimits | null, "jspi" | "asyncify", string, RegExp]>([
    ["a q4 model", variant("q4", 0.786e9), laptop, "jspi", "fits", /0\.79 GB on the GPU/],
    ["halves with shader-f16", variant("q4f16", 0.483e9), laptop, "jspi", "fits", /0\.48 GB/],
    ["f32 activations without", variant("q4", 0.8e9), { ...laptop, features: [] }, "jspi", "fits", /0\.80 GB/],
    ["halves without", variant("fp16", 1e9), { ...laptop, features: [] }, "jspi", "refused", /shader-f16/],
    ["8-bit integers", variant("q8", 0.5e9), laptop, "jspi", "refused", /it runs on wasm/],
    ["signed ones", variant("int8", 0.5e9), laptop, "jspi", "refused", /products of 8-bit integers/],
    ["unsigned ones", variant("uint8", 0.5e9), laptop, "jspi", "refused", /products of 8-bit integers/],
    ["one bit", variant("q1", 0.1e9), laptop, "jspi", "refused", /not of 1 bit/],
    ["bitsandbytes", variant("bnb4", 0.8e9), laptop, "jspi", "fits", /0\.80 GB/],
    ["no adapter", variant("q4", 0.8e9), null, "jspi", "refused", /no WebGPU adapter/],
    ["no memory known to suffice", shardedAs("fp16", 16e9), laptop, "jspi", "tight", /does not tell how much memory/],
    [
      "an embedding over a buffer",
      variant("q4", 0.8e9),
      { ...laptop, maxBufferBytes: 0.25 * GiB },
      "jspi",
      "exceeds",
      /embedding of about 0\.54 GB is over/,
    ],
    [
      "an embedding over a binding",
      variant("q4", 0.8e9),
      { ...laptop, maxBindingBytes: 0.125 * GiB },
      "jspi",
      "tight",
      /in parts of 0\.13 GB/,
    ],
    ["a file too long for protobuf", variant("fp32", 2.2e9), laptop, "jspi", "refused", /ends at 2 GiB/],
    ["its weights beside it", shardedAs("fp32", 2.2e9), laptop, "jspi", "fits", /2\.20 GB/],
    [
      "the same without JSPI",
      shardedAs("fp32", 2.2e9),
      laptop,
      "asyncify",
      "exceeds",
      /without JSPI reads files whole/,
    ],
    ["less without JSPI", variant("q4", 0.8e9), laptop, "asyncify", "fits", /takes 0\.80 GB of memory at the peak/],
    [
      "a shard that is missing",
      variant("q4", 1e6, { missing: ["onnx/model_q4.onnx_data"] }),
      laptop,
      "jspi",
      "refused",
      /onnx\/model_q4\.onnx_data belongs to it and is missing/,
    ],
    ["the sample", variant("q4", 12.8e6), laptop, "jspi", "fits", /12\.8 MB/],
  ])("%s", (_, model, adapter, runtime, verdict, reason) => {
    const fit = fitWebgpu(model, info, adapter, runtime);
    expect(fit.verdict).toBe(verdict);
    expect(fit.reason).toMatch(reason);
  });
});

describe("wasm", () => {
  test.each<[string, Variant, string, RegExp]>([
    ["a q4 model", variant("q4", 0.786e9), "fits", /about 1\.38 GB of wasm's 4\.29 GB heap/],
    ["8-bit integers", variant("q8", 0.5e9), "fits", /0\.95 GB/],
    ["halves become f32", variant("fp16", 1.3e9), "tight", /4\.10 GB/],
    ["more than the heap", shardedAs("fp32", 4.9e9), "exceeds", /7\.55 GB/],
    ["one bit", variant("q1f16", 1e8), "refused", /not of 1 bit/],
  ])("%s", (_, model, verdict, reason) => {
    const fit = fitWasm(model, "jspi");
    expect(fit.verdict).toBe(verdict);
    expect(fit.reason).toMatch(reason);
  });
});

describe("without JSPI the peak is the sum of the files", () => {
  const threeFiles = shardedIn("fp32", [1e6, 1.2e9, 0.9e9]);
  const narrow = { ...laptop, maxBindingBytes: 0.125 * GiB };
  const small = { ...laptop, maxBufferBytes: GiB };
  const peak = /; this browser has no JSPI: reading it takes 2\.10 GB of memory at the peak$/;
  test.each<[string, (runtime: "jspi" | "asyncify") => Fit, string]>([
    ["that fits the GPU", (runtime) => fitWebgpu(threeFiles, info, laptop, runtime), "fits"],
    ["that is read in parts", (runtime) => fitWebgpu(threeFiles, info, narrow, runtime), "tight"],
    ["of unknown room on the GPU", (runtime) => fitWebgpu(threeFiles, info, small, runtime), "tight"],
    ["that is tight on wasm", (runtime) => fitWasm(threeFiles, runtime), "tight"],
  ])("of a model %s", (_, judge, verdict) => {
    expect(judge("asyncify")).toMatchObject({ verdict, reason: expect.stringMatching(peak) });
    expect(judge("jspi").verdict).toBe(verdict);
    expect(judge("jspi").reason).not.toMatch(/JSPI/);
  });

  test("what is refused says no peak, and a file over 2 GiB is too much on wasm, too", () => {
    expect(fitWebgpu(variant("q8", 0.5e9), info, laptop, "asyncify").reason).not.toMatch(/peak/);
    const halves = shardedAs("q4", 2.2e9);
    expect(fitWasm(halves, "jspi").verdict).toBe("tight");
    expect(fitWasm(halves, "asyncify")).toMatchObject({
      verdict: "exceeds",
      reason: expect.stringMatching(/2\.20 GB/),
    });
  });
});

test("preferred is the first that fits, then the first that is tight", () => {
  const variants = [variant("q4", 1), variant("fp32", 1), variant("fp16", 1)];
  const judged = (...verdicts: ("fits" | "tight" | "exceeds" | "refused")[]) =>
    preferredVariant(variants, (model) => ({ verdict: verdicts[variants.indexOf(model)]!, reason: "" }))?.format.dtype;
  expect(judged("tight", "fits", "fits")).toBe("fp32");
  expect(judged("exceeds", "refused", "tight")).toBe("fp16");
  expect(judged("exceeds", "refused", "refused")).toBeUndefined();
});
