import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildManifest } from "../../../src/export/manifest";
import { exportStats, importStats } from "../../../src/export/statsFiles";
import { FormatError } from "../../../src/formats/formatError";
import {
  findTensor,
  openSafetensors,
  readTensor,
  type TensorData,
  writeSafetensors,
} from "../../../src/formats/safetensors";
import { type ActivationStats, addStats } from "../../../src/lape/activationStats";
import { sampleRun } from "./sampleRun";

const fixture = (path: string) => new Blob([readFileSync(new URL(`../../fixtures/${path}`, import.meta.url))]);
const manifest = buildManifest(sampleRun);

/** Two languages, one layer, three neurons. */
const small: ActivationStats = {
  languages: ["mlt_Latn", "isl_Latn"],
  nLayers: 1,
  dMlp: 3,
  n: Float64Array.of(4, 0),
  overZero: [Uint32Array.of(4, 0, 1), new Uint32Array(3)],
  actSum: [Float64Array.of(0.1 + 0.2, -1e-9, 7), new Float64Array(3)],
};

describe("files of others", () => {
  test("the golden stats, written by Python, and the numbers at their ends", async () => {
    const { stats, warnings, manifest } = await importStats(fixture("lape/activations.safetensors"));
    expect(stats.languages.slice(0, 2)).toEqual(["afr_Latn", "cym_Latn"]);
    expect([stats.languages.length, stats.nLayers, stats.dMlp]).toEqual([16, 6, 768]);
    const bytes = readFileSync(new URL("../../fixtures/lape/activations.safetensors", import.meta.url));
    const start = 8 + Number(bytes.readBigUInt64LE(0));
    const header = JSON.parse(bytes.subarray(8, start).toString());
    const at = (name: string, i: number, size: number) => start + header[name].data_offsets[0] + i * size;
    for (const [k, j] of [
      [0, 0],
      [3, 417],
      [15, 6 * 768 - 1],
    ] as const) {
      const i = k * 6 * 768 + j;
      const n = Number(bytes.readBigInt64LE(at("n", k, 8)));
      expect(stats.n[k]).toBe(n);
      expect(stats.overZero[k]![j]).toBe(bytes.readInt32LE(at("over_zero", i, 4)));
      expect(stats.actSum[k]![j]).toBe(bytes.readFloatLE(at("mean_activation", i, 4)) * n);
    }
    expect(warnings).toEqual([]);
    expect(manifest).toBeUndefined();
  });

  test("the published script's file of one language", async () => {
    const { stats, warnings } = await importStats(fixture("masks/torch/activation.pt"), ["mlt_Latn"]);
    expect(stats).toEqual({
      languages: ["mlt_Latn"],
      nLayers: 2,
      dMlp: 3,
      n: Float64Array.of(5),
      overZero: [Uint32Array.of(0, 3, 2, 5, 1, 4)],
      actSum: [Float64Array.of(-1.25, 2.5, 0.625, 7.5, -0.3125, 3.75)],
    });
    expect(warnings).toEqual([]);
  });

  test("an older one without averages: the sums are unknown, and a warning says so", async () => {
    const { stats, warnings } = await importStats(fixture("masks/torch/activationOld.pt"));
    expect(stats.languages).toEqual(["language1"]);
    expect([...stats.actSum[0]!]).toEqual(Array(6).fill(Number.NaN));
    expect(warnings).toEqual([expect.stringContaining("language1"), expect.stringContaining("no mean activations")]);
  });

  test.each([
    ["a mask", fixture("masks/torch/views.pt"), /the saved value is not a dict/],
    ["other weights", fixture("masks/torch/stateDict.pt"), /n is not a number/],
    ["text", new Blob(["n,over_zero"]), /not activation stats/],
    ["nothing", new Blob([]), /not activation stats/],
  ])("%s is refused", async (_, file, says) => {
    await expect(importStats(file)).rejects.toThrow(FormatError);
    await expect(importStats(file)).rejects.toThrow(says);
  });
});

describe("our files", () => {
  test("hold what formats.md lays down", async () => {
    const file = await openSafetensors(exportStats(small, manifest));
    const describe = (name: string) => [findTensor(file, name).dtype, findTensor(file, name).shape];
    expect(describe("over_zero")).toEqual(["I32", [2, 1, 3]]);
    expect(describe("n")).toEqual(["I64", [2]]);
    expect(describe("mean_activation")).toEqual(["F32", [2, 1, 3]]);
    expect(file.metadata.get("languages")).toBe("mlt_Latn isl_Latn");
    expect(JSON.parse(file.metadata.get("manifest")!)).toEqual(manifest);
    expect([...(await readTensor(findTensor(file, "mean_activation"), "F32"))]).toEqual(
      [0.075, -2.5e-10, 1.75, 0, 0, 0].map(Math.fround),
    );
  });

  test("stats that were exported and imported add up to the last bit", async () => {
    const { stats, manifest: found, warnings } = await importStats(exportStats(small, manifest));
    expect(stats).toEqual(small);
    expect(found).toEqual(manifest);
    expect(warnings).toEqual([]);
    expect(addStats(stats, small)).toEqual(addStats(small, small));
  });

  test("any stats come back equal", async () => {
    const sizes = fc.record({ nLayers: fc.integer({ min: 1, max: 3 }), dMlp: fc.integer({ min: 1, max: 5 }) });
    const anyStats = sizes.chain(({ nLayers, dMlp }) => {
      const size = { minLength: nLayers * dMlp, maxLength: nLayers * dMlp };
      const language = fc.integer({ min: 0, max: 2 ** 31 }).chain((n) =>
        fc.record({
          n: fc.constant(n),
          counts: fc.array(fc.nat(Math.min(n, 2 ** 31 - 1)), size),
          sums: fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), size),
        }),
      );
      return fc.array(language, { minLength: 1, maxLength: 3 }).map(
        (list): ActivationStats => ({
          languages: list.map((_, k) => `l${k}`),
          nLayers,
          dMlp,
          n: Float64Array.from(list, ({ n }) => n),
          overZero: list.map(({ counts }) => Uint32Array.from(counts)),
          actSum: list.map(({ sums }) => Float64Array.from(sums)),
        }),
      );
    });
    await fc.assert(
      fc.asyncProperty(anyStats, async (stats) => {
        expect((await importStats(exportStats(stats, manifest))).stats).toEqual(stats);
      }),
    );
  });

  test("counts that cannot be are refused by name, going out and coming in", async () => {
    const over = { ...small, overZero: [Uint32Array.of(4, 0, 5), small.overZero[1]!] };
    expect(() => exportStats(over, manifest)).toThrow("over_zero of mlt_Latn, layer 0, neuron 2 is 5, more than 4");
    const wide = {
      ...small,
      n: Float64Array.of(2 ** 40, 0),
      overZero: [Uint32Array.of(2 ** 31, 0, 1), small.overZero[1]!],
    };
    expect(() => exportStats(wide, manifest)).toThrow("neuron 0 is 2147483648, more than 2147483647");
  });
});

describe("a file that contradicts itself", () => {
  const overZero: TensorData = { name: "over_zero", dtype: "I32", shape: [1, 1, 2], parts: [Int32Array.of(1, 2)] };
  const n: TensorData = { name: "n", dtype: "I64", shape: [1], parts: [BigInt64Array.of(2n)] };
  const named = { languages: "mlt_Latn" };

  test.each<[what: string, tensors: readonly TensorData[], metadata: Record<string, string>, says: string]>([
    ["no counts", [n], named, 'no tensor "over_zero"; the file has n'],
    ["no n", [overZero], named, 'no tensor "n"'],
    ["two dimensions", [{ ...overZero, shape: [1, 2] }, n], named, "over_zero has shape [1,2]"],
    [
      "no neurons",
      [{ ...overZero, shape: [1, 9, 0], parts: [] }, n],
      named,
      "9 layers and 0 neurons a layer are empty",
    ],
    [
      "an n too many",
      [overZero, { ...n, shape: [2], parts: [new BigInt64Array(2)] }],
      named,
      "n has 2 languages, over_zero 1",
    ],
    ["a name too many", [overZero, n], { languages: "mlt_Latn isl_Latn" }, "the file names 2 languages and holds 1"],
    ["a count over n", [{ ...overZero, parts: [Int32Array.of(1, 3)] }, n], named, "neuron 1 is 3, more than 2"],
    [
      "a negative count",
      [{ ...overZero, parts: [Int32Array.of(-1, 0)] }, n],
      named,
      "neuron 0 is 4294967295, more than 2",
    ],
    ["a negative n", [overZero, { ...n, parts: [BigInt64Array.of(-2n)] }], named, "n of mlt_Latn is -2, not a count"],
    ["an n beyond 2^53", [overZero, { ...n, parts: [BigInt64Array.of(2n ** 60n)] }], named, "beyond 2^53"],
    ["counts as f32", [{ ...overZero, dtype: "F32" }, n], named, 'tensor "over_zero" is F32, expected I32'],
    [
      "means of another shape",
      [overZero, n, { name: "mean_activation", dtype: "F32", shape: [1, 2, 1], parts: [new Float32Array(2)] }],
      named,
      "mean_activation has shape [1,2,1], over_zero [1,1,2]",
    ],
  ])("%s is refused", async (_, tensors, metadata, says) => {
    await expect(importStats(writeSafetensors(tensors, metadata))).rejects.toThrow(FormatError);
    await expect(importStats(writeSafetensors(tensors, metadata))).rejects.toThrow(says);
  });

  test("names may be given where the file has none, as many as it holds", async () => {
    const file = writeSafetensors([overZero, n]);
    expect((await importStats(file, ["isl_Latn"])).stats.languages).toEqual(["isl_Latn"]);
    await expect(importStats(file, ["isl_Latn", "mlt_Latn"])).rejects.toThrow(
      "the file holds 1 languages, 2 were given",
    );
  });
});
