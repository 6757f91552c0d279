import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { importMask } from "../../../src/export/maskFiles";
import { FormatError } from "../../../src/formats/formatError";

const fixture = (name: string) => new Blob([readFileSync(new URL(`../../fixtures/masks/${name}`, import.meta.url))]);

describe("other people's files", () => {
  test("views of one storage", async () => {
    const { mask } = await importMask(fixture("torch/views.pt"), { languages: ["a", "b"], dMlp: 10 });
    expect(mask.neurons.map((layers) => layers.map((indices) => [...indices]))).toEqual([
      [
        [1, 4, 6],
        [0, 2],
      ],
      [[], [9]],
    ]);
  });

  test.each([
    ["beforeZip", /torch before 1.6, or pickle.dump/],
    ["unsorted", /language language1, layer 0, position 1: 1 after 3; indices must ascend/],
    ["ragged", /language language2 has 2 layers, expected 1/],
    ["negative", /language language1, layer 0, position 1: -2 is not the index/],
    ["beyondSafe", /language 0, layer 0\[1\] is 1152921504606846976, beyond 2\^53/],
    ["int32", /language 0, layer 0 is I32, expected I64/],
    ["transposed", /language 0, layer 0 is not contiguous/],
    ["stateDict", /the saved value is not a list/],
    ["parameter", /global "torch._utils _rebuild_parameter" is not allowed/],
  ])("%s is refused", async (name, says) => {
    await expect(importMask(fixture(`torch/${name}.pt`))).rejects.toThrow(FormatError);
    await expect(importMask(fixture(`torch/${name}.pt`))).rejects.toThrow(says);
  });

  test.each([
    ["text", new Blob(["mlt 1 2 3"]), /not a mask: neither/],
    ["nothing", new Blob([]), /not a mask: neither/],
    ["JSON of something else", new Blob(['{"format": "x"}']), /format is "x", not "babelscope-mask"/],
    ["a later version", new Blob(['{"format": "babelscope-mask", "version": 9}']), /version 9 is not known; 1 is/],
    ["JSON cut off", new Blob(['{"format": "babelscope-mask", "vers']), /the mask is not valid JSON/],
  ])("%s is refused", async (_, file, says) => {
    await expect(importMask(file)).rejects.toThrow(FormatError);
    await expect(importMask(file)).rejects.toThrow(says);
  });
});

describe("JSON", () => {
  const valid = {
    format: "babelscope-mask",
    version: 1,
    languages: ["mlt_Latn", "isl_Latn"],
    n_layers: 2,
    d_mlp: 8,
    neurons: [
      [[0, 7], []],
      [[], [3]],
    ],
  };
  const read = (change: object) => importMask(new Blob([`\ufeff ${JSON.stringify({ ...valid, ...change })}`]));

  test("is read as formats.md lays it down", async () => {
    const { mask, warnings } = await read({});
    expect(mask).toEqual({
      languages: ["mlt_Latn", "isl_Latn"],
      nLayers: 2,
      dMlp: 8,
      neurons: [
        [Int32Array.of(0, 7), new Int32Array(0)],
        [new Int32Array(0), Int32Array.of(3)],
      ],
    });
    expect(warnings).toEqual([]);
  });

  test.each([
    [{ n_layers: 3 }, "the file has 2 layers, expected 3"],
    [{ d_mlp: 7 }, "language mlt_Latn, layer 0, position 1: 7 is not the index of one of 7 neurons"],
    [{ d_mlp: 2 ** 40 }, "the file has 1099511627776 neurons a layer, 16777216 at most"],
    [{ languages: ["mlt_Latn"] }, "the file names 1 languages and holds 2"],
    [{ languages: ["mlt_Latn", 5] }, "languages[1] must be a string"],
    [{ languages: ["mlt_Latn", ""] }, "language 1 has an empty name"],
    [{ languages: undefined }, "languages must be a JSON list"],
    [
      {
        neurons: [
          [[0, 0], []],
          [[], []],
        ],
      },
      "language mlt_Latn, layer 0, position 1: 0 after 0; indices must ascend",
    ],
    [
      {
        neurons: [
          [[0.5], []],
          [[], []],
        ],
      },
      "neurons[0][0][0] must be an integer from 0, not 0.5",
    ],
    [
      {
        neurons: [
          [["1"], []],
          [[], []],
        ],
      },
      'neurons[0][0][0] must be an integer from 0, not "1"',
    ],
    [{ neurons: [[[], []], [[]]] }, "language isl_Latn has 1 layers, expected 2"],
    [{ neurons: 5 }, "neurons must be a JSON list"],
  ])("with %o is refused", async (change, says) => {
    await expect(read(change)).rejects.toThrow(says);
  });

  test("what is no manifest is left out with a warning", async () => {
    const { manifest, warnings } = await read({ provenance: { by: "hand" } });
    expect(manifest).toBeUndefined();
    expect(warnings).toEqual(["the manifest in the file is not a babelscope-manifest; it was left out"]);
  });
});
