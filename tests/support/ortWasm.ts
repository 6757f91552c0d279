import * as ort from "onnxruntime-web";
import type { GraphInput, TappedModel } from "../../src/model/tapModel";
import { halvesToFloats } from "../../src/tensor/halfFloat";

/** A session of ONNX Runtime's wasm provider on a tapped model. */
export async function openWasm({ proto, external }: TappedModel): Promise<ort.InferenceSession> {
  const files = external.map(async ({ path, blob }) => ({ path, data: new Uint8Array(await blob.arrayBuffer()) }));
  return ort.InferenceSession.create(proto, { executionProviders: ["wasm"], externalData: await Promise.all(files) });
}

/** Runs one window from an empty cache; every output as f32. */
export async function runWasm(
  session: ort.InferenceSession,
  inputs: readonly GraphInput[],
  ids: readonly number[],
): Promise<ReadonlyMap<string, Float32Array>> {
  const feeds = Object.fromEntries(inputs.map((input) => [input.name, feed(input, ids)]));
  const results = Object.entries(await session.run(feeds));
  return new Map(results.map(([name, { data }]) => [name, toFloats(data)]));
}

function feed({ name, elemType, dims }: GraphInput, ids: readonly number[]): ort.Tensor {
  if (name === "input_ids") return new ort.Tensor("int64", BigInt64Array.from(ids, BigInt), [1, ids.length]);
  if (name === "attention_mask")
    return new ort.Tensor("int64", new BigInt64Array(ids.length).fill(1n), [1, ids.length]);
  if (!name.startsWith("past_key_values")) throw new Error(`the test knows no input "${name}"`);
  const sizes = dims.map((dim) => (dim === "past_sequence_length" ? 0 : typeof dim === "string" ? 1 : dim));
  if (elemType === 10) return new ort.Tensor("float16", new Uint16Array(0), sizes);
  return new ort.Tensor("float32", new Float32Array(0), sizes);
}

function toFloats(data: ort.Tensor.DataType): Float32Array {
  if (data instanceof Float32Array) return data;
  // Float16Array where the platform has one, the bits where not.
  if (data instanceof Uint16Array) return halvesToFloats(data);
  return Float32Array.from(data as ArrayLike<number>);
}
