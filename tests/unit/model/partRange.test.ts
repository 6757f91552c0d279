import { describe, expect, test } from "vitest";
import { readOnnx } from "../../../src/formats/onnxModel";
import { buildGraph } from "../../../src/model/graph";
import { findSource } from "../../../src/model/weightMatmul";
import { type Attribute, OnnxBuilder } from "../../support/onnxBuilder";

/** Start and width of each output of a node that cuts what a linear layer of 100 makes; no start where numbers are left out. */
async function parts(
  opType: string,
  inputs: readonly (readonly number[] | "")[],
  { nOutputs = 1, ...attributes }: { nOutputs?: number } & Record<string, Attribute | undefined> = {},
) {
  const builder = new OnnxBuilder("optimum");
  const x = builder.input("x", "f32", ["batch", "seq", 4]);
  const product = builder.node("MatMul", "linear", [x, builder.weight("w", [4, 100], "f32", new Float32Array(400))]);
  const lists = inputs.map((list, i) => (list === "" ? "" : builder.constant(`list_${i}`, [list.length], "i64", list)));
  const outputs = builder.nodeAll(opType, "cut", [product, ...lists], {
    nOutputs,
    attributes: attributes as Record<string, Attribute>,
  });
  const { graph } = await readOnnx(new Blob([builder.build({ opset: 17 }).model]), "m.onnx");
  return outputs.map((output) => {
    const source = findSource(buildGraph(graph), output);
    return source && [source.start, source.width];
  });
}

describe("Split", () => {
  test.each([
    [
      "sizes as an input",
      [[70, 30]],
      { nOutputs: 2, axis: -1 },
      [
        [0, 70],
        [70, 30],
      ],
    ],
    [
      "sizes as an attribute, before opset 13",
      [],
      { nOutputs: 3, axis: 2, split: [20, 40, 40] },
      [
        [0, 20],
        [20, 40],
        [60, 40],
      ],
    ],
    [
      "no sizes",
      [],
      { nOutputs: 2, axis: -1 },
      [
        [0, 50],
        [50, 50],
      ],
    ],
    [
      "no sizes that divide, the last smaller",
      [],
      { nOutputs: 3, axis: -1, num_outputs: 3 },
      [
        [0, 34],
        [34, 34],
        [68, 32],
      ],
    ],
    ["another axis", [[1, 1]], { nOutputs: 2, axis: 0 }, [undefined, undefined]],
  ])("with %s", async (_, inputs, options, expected) => {
    expect(await parts("Split", inputs, options)).toEqual(expected);
  });
});

describe("Slice", () => {
  test.each([
    ["the first part", [[0], [30], [-1]], [0, 30]],
    ["the rest", [[30], [2 ** 31], [2]], [30, 70]],
    ["the last numbers, counted from the end", [[-25], [2 ** 31], [-1]], [75, 25]],
    ["every second number", [[1], [100], [-1], [2]], [undefined, 50]],
    ["another axis", [[0], [30], [0]], undefined],
    [
      "two axes at once",
      [
        [0, 0],
        [30, 30],
        [1, 2],
      ],
      undefined,
    ],
  ] as const)("of %s", async (_, inputs, expected) => {
    expect(await parts("Slice", inputs)).toEqual([expected]);
  });

  test("with attributes, before opset 10", async () => {
    expect(await parts("Slice", [], { starts: [10], ends: [40], axes: [2] })).toEqual([[10, 30]]);
  });
});
