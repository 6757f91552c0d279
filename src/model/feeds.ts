import { BOOL, FLOAT, FLOAT16, INT32, INT64 } from "../formats/onnxTensor";
import type { WindowBatch } from "./activationSource";
import type { ModelInfo } from "./modelInfo";
import type { GraphInput } from "./tapModel";

/** An input's value, before it becomes a tensor of a runtime. */
export type Feed = { readonly dims: readonly number[] } & (
  | { readonly type: "int64"; readonly data: BigInt64Array<ArrayBuffer> }
  | { readonly type: "int32"; readonly data: Int32Array<ArrayBuffer> }
  | { readonly type: "float32"; readonly data: Float32Array<ArrayBuffer> }
  | { readonly type: "float16"; readonly data: Uint16Array<ArrayBuffer> }
  | { readonly type: "bool"; readonly data: Uint8Array<ArrayBuffer> }
);

function integers(input: GraphInput, dims: readonly number[], value: (i: number) => number): Feed {
  const length = dims.reduce((a, b) => a * b, 1);
  if (input.elemType === INT64) {
    return { type: "int64", dims, data: BigInt64Array.from({ length }, (_, i) => BigInt(value(i))) };
  }
  if (input.elemType === INT32) return { type: "int32", dims, data: Int32Array.from({ length }, (_, i) => value(i)) };
  throw new Error(`input "${input.name}" has element type ${input.elemType}: only int64 and int32 are known for it`);
}

/** [batch, seq] unless the graph says otherwise. */
function checkRank(input: GraphInput, rank: number): void {
  if (input.dims.length !== rank) {
    throw new Error(`input "${input.name}" has the shape [${input.dims.join(", ")}]: ${rank} dimensions are expected`);
  }
}

/**
 * Shape of an empty key or value cache: numbers as they stand; of the named ones the batch (times the heads where they are one
 * dimension, as BLOOM's are), the past of length 0, heads and head size.
 */
function cacheDims(input: GraphInput, nWindows: number, info: ModelInfo): number[] {
  return input.dims.map((dim, at) => {
    if (typeof dim === "number") return dim;
    if (at === 0) return /head/i.test(dim) ? nWindows * info.nKvHeads : nWindows;
    if (/past|seq|len/i.test(dim)) return 0;
    if (/head.*(dim|size)|d_?kv|d_?head/i.test(dim)) return info.dHead;
    if (/head/i.test(dim)) return info.nKvHeads;
    throw new Error(`input "${input.name}" has the dimension "${dim}", which is no known part of a key-value cache`);
  });
}

function emptyCache(input: GraphInput, nWindows: number, info: ModelInfo): Feed {
  const dims = cacheDims(input, nWindows, info);
  if (!dims.includes(0)) {
    throw new Error(
      `input "${input.name}" of shape [${input.dims.join(", ")}] has no length that can be 0 for an empty cache`,
    );
  }
  if (input.elemType === FLOAT) return { type: "float32", dims, data: new Float32Array() };
  if (input.elemType === FLOAT16) return { type: "float16", dims, data: new Uint16Array() };
  throw new Error(`input "${input.name}" has element type ${input.elemType}: only f32 and f16 caches are known`);
}

/**
 * Every input of a decoder for one batch of windows that start at position 0 with an empty cache. The attention mask is 1 for
 * tokens and 0 for the padding behind them. Throws for an input that it does not know, by name.
 */
export function buildFeeds(inputs: readonly GraphInput[], batch: WindowBatch, info: ModelInfo): Map<string, Feed> {
  const { ids, lengths, nWindows, seqLen } = batch;
  if (ids.length !== nWindows * seqLen || lengths.length !== nWindows) {
    throw new RangeError(`${ids.length} ids and ${lengths.length} lengths for ${nWindows} windows of ${seqLen} tokens`);
  }
  const dims = [nWindows, seqLen];
  const feed = (input: GraphInput): Feed => {
    if (/^past/.test(input.name)) return emptyCache(input, nWindows, info);
    switch (input.name) {
      case "input_ids":
        checkRank(input, 2);
        return integers(input, dims, (i) => ids[i]!);
      case "attention_mask":
        checkRank(input, 2);
        return integers(input, dims, (i) => (i % seqLen < lengths[Math.floor(i / seqLen)]! ? 1 : 0));
      case "position_ids":
        checkRank(input, 2);
        return integers(input, dims, (i) => i % seqLen);
      case "token_type_ids":
        checkRank(input, 2);
        return integers(input, dims, () => 0);
      case "use_cache_branch":
        if (input.elemType !== BOOL)
          throw new Error(`input "use_cache_branch" has element type ${input.elemType}, not bool`);
        return { type: "bool", dims: [1], data: Uint8Array.of(0) };
      case "num_logits_to_keep":
      case "logits_to_keep":
        // 0 keeps all.
        return integers(input, input.dims.length === 0 ? [] : [1], () => 0);
      default:
        throw new Error(
          `the graph wants the input "${input.name}" [${input.dims.join(", ")}], which is none of a text decoder's: input_ids, ` +
            "attention_mask, position_ids, token_type_ids, past_key_values.*, use_cache_branch, num_logits_to_keep",
        );
    }
  };
  return new Map(inputs.map((input) => [input.name, feed(input)]));
}
