import { expect, test } from "vitest";
import { buildFeeds } from "../../../src/model/feeds";
import type { ModelInfo } from "../../../src/model/modelInfo";
import type { GraphInput } from "../../../src/model/tapModel";

const info: ModelInfo = {
  name: "m",
  architecture: "X",
  nLayers: 1,
  dModel: 24,
  dMlp: 8,
  nHeads: 6,
  nKvHeads: 3,
  dHead: 4,
  dVocab: 100,
  context: 16,
};
const [FLOAT, INT32, INT64, BOOL, FLOAT16] = [1, 6, 7, 9, 10];
const batch = { ids: Int32Array.of(5, 6, 7, 8, 9, 0), lengths: Uint32Array.of(3, 2), nWindows: 2, seqLen: 3 };

const one = (name: string, elemType: number, dims: GraphInput["dims"]) => {
  const feed = buildFeeds([{ name, elemType, dims }], batch, info).get(name)!;
  return { type: feed.type, dims: feed.dims, data: [...feed.data].map(Number) };
};

test("ids, mask, positions and token types", () => {
  const dims = ["batch_size", "sequence_length"];
  expect(one("input_ids", INT64, dims)).toEqual({ type: "int64", dims: [2, 3], data: [5, 6, 7, 8, 9, 0] });
  expect(one("input_ids", INT32, dims)).toEqual({ type: "int32", dims: [2, 3], data: [5, 6, 7, 8, 9, 0] });
  expect(one("attention_mask", INT64, dims).data).toEqual([1, 1, 1, 1, 1, 0]);
  expect(one("position_ids", INT64, dims).data).toEqual([0, 1, 2, 0, 1, 2]);
  expect(one("token_type_ids", INT64, dims).data).toEqual([0, 0, 0, 0, 0, 0]);
});

test.each<[string, GraphInput["dims"], number[]]>([
  ["GroupQueryAttention", ["batch_size", 3, "past_sequence_length", 4], [2, 3, 0, 4]],
  ["all named", ["batch_size", "num_key_value_heads", "past_sequence_length", "head_dim"], [2, 3, 0, 4]],
  ["total length", ["batch", 3, "total_seq_len", 4], [2, 3, 0, 4]],
  ["BLOOM's key", ["batch_size_x_num_heads", 4, "past_sequence_length"], [6, 4, 0]],
  ["a batch that is fixed", [1, 3, "past", 4], [1, 3, 0, 4]],
])("an empty cache: %s", (_, dims, expected) => {
  expect(one("past_key_values.0.key", FLOAT, dims)).toEqual({ type: "float32", dims: expected, data: [] });
  expect(one("past_key_values.0.value", FLOAT16, dims)).toEqual({ type: "float16", dims: expected, data: [] });
});

test("switches of merged decoders and of cut heads", () => {
  expect(one("use_cache_branch", BOOL, [1])).toEqual({ type: "bool", dims: [1], data: [0] });
  expect(one("num_logits_to_keep", INT64, [])).toEqual({ type: "int64", dims: [], data: [0] });
});

test.each<[string, GraphInput, string]>([
  [
    "an unknown input",
    { name: "pixel_values", elemType: FLOAT, dims: [1, 3] },
    'the graph wants the input "pixel_values" [1, 3]',
  ],
  ["embeddings for ids", { name: "inputs_embeds", elemType: FLOAT, dims: [] }, '"inputs_embeds"'],
  ["ids of a wrong type", { name: "input_ids", elemType: FLOAT, dims: ["b", "s"] }, '"input_ids" has element type 1'],
  [
    "ids of a wrong rank",
    { name: "input_ids", elemType: INT64, dims: ["s"] },
    '"input_ids" has the shape [s]: 2 dimensions',
  ],
  ["positions in three streams", { name: "position_ids", elemType: INT64, dims: [3, "b", "s"] }, "[3, b, s]"],
  ["a cache of integers", { name: "past_0", elemType: INT64, dims: ["b", 3, "past", 4] }, "only f32 and f16 caches"],
  ["a cache without a length", { name: "past_0", elemType: FLOAT, dims: [1, 3, 5, 4] }, "no length that can be 0"],
  ["a cache of unknown shape", { name: "past_0", elemType: FLOAT, dims: ["b", 3, "past", "q"] }, 'the dimension "q"'],
])("refuses %s", (_, input, message) => {
  expect(() => buildFeeds([input], batch, info)).toThrow(message);
});

test("refuses windows whose arrays do not fit", () => {
  expect(() => buildFeeds([], { ...batch, seqLen: 4 }, info)).toThrow("6 ids and 2 lengths for 2 windows of 4 tokens");
});
