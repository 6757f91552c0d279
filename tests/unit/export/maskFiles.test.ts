import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildManifest } from "../../../src/export/manifest";
import { exportMask, importMask, type MaskFormat, recogniseMask } from "../../../src/export/maskFiles";
import { FormatError } from "../../../src/formats/formatError";
import { writeSafetensors } from "../../../src/formats/safetensors";
import { tensorNode } from "../../../src/formats/torchTensor";
import { writeTorchZip } from "../../../src/formats/torchZip";
import type { NeuronMask } from "../../../src/lape/neuronMask";
import { sampleRun } from "./sampleRun";

const fixture = (name: string) => new Blob([readFileSync(new URL(`../../fixtures/masks/${name}`, import.meta.url))]);
const FORMATS: readonly MaskFormat[] = ["pt", "safetensors", "json"];
const manifest = buildManifest(sampleRun);

const PUBLISHED = "mlt afr isl cym mkd lvs lit slv slk ekk kat npi".split(" ");
const total = (layers: readonly Int32Array[]) => layers.reduce((sum, indices) => sum + indices.length, 0);

/** Neurons that belong to at least one language. */
function unionSize(mask: NeuronMask): number {
  const layers = Array.from({ length: mask.nLayers }, (_, l) => new Set(mask.neurons.flatMap((n) => [...n[l]!])));
  return layers.reduce((sum, set) => sum + set.size, 0);
}

describe("published masks have exactly the counts their README gives", () => {
  test.each([
    {
      name: "llama-3.1-5.pt",
      nLayers: 32,
      counts: [3015, 2581, 5033, 6020, 1743, 3212, 2978, 2046, 1940, 3204, 1150, 4625],
      union: 22_938,
      first: [15, 1218, 1425, 1681, 1821],
    },
    {
      name: "nemo-5.pt",
      nLayers: 40,
      counts: [3611, 3557, 5644, 8239, 2403, 3741, 3840, 2365, 2310, 3815, 2028, 5567],
      union: 28_672,
      first: [107, 408, 539, 976, 1123],
    },
  ])("$name", async ({ name, nLayers, counts, union, first }) => {
    const { mask, warnings, manifest } = await importMask(fixture(name), { languages: PUBLISHED, dMlp: 14_336 });
    expect(mask.languages).toEqual(PUBLISHED);
    expect([mask.nLayers, mask.dMlp]).toEqual([nLayers, 14_336]);
    expect(mask.neurons.map(total)).toEqual(counts);
    expect(unionSize(mask)).toBe(union);
    expect([...mask.neurons[0]!.at(-1)!.slice(0, 5)]).toEqual(first);
    expect(warnings).toEqual([]);
    expect(manifest).toBeUndefined();
  });

  test("without names and d_mlp they import with warnings that say what was guessed", async () => {
    const { mask, warnings } = await importMask(fixture("nemo-5.pt"));
    expect(mask.languages.slice(0, 2)).toEqual(["language1", "language2"]);
    expect(mask.dMlp).toBeLessThanOrEqual(14_336);
    expect(Math.max(...mask.neurons.flat().map((indices) => indices.at(-1) ?? 0))).toBe(mask.dMlp - 1);
    expect(warnings).toEqual([
      "the file names no languages: they are called language1 to language12, in file order",
      expect.stringMatching(/does not say how many neurons a layer has: \d+, the least/),
    ]);
  });

  test("languages that the script dropped keep their place, with a warning", async () => {
    const { mask, warnings } = await importMask(fixture("llama-3.1-5.pt"), {
      languages: [...PUBLISHED, "eng", "deu"],
      dMlp: 14_336,
    });
    expect(mask.languages).toHaveLength(14);
    expect(mask.neurons[13]).toHaveLength(32);
    expect(total(mask.neurons[13]!)).toBe(0);
    expect(warnings).toEqual(["the file holds 12 languages: eng deu got no neurons"]);
  });

  test.each([
    [{ languages: ["mlt", "afr"] }, "the file holds 12 languages, 2 names were given: mlt afr"],
    [{ nLayers: 6 }, "the file has 32 layers, expected 6"],
    [
      { languages: PUBLISHED, dMlp: 768 },
      /^language mlt, layer \d+, position \d+: \d+ is not the index of one of 768 neurons/,
    ],
    [{ languages: PUBLISHED.map(() => "mlt") }, 'language "mlt" is named twice'],
  ])("what contradicts %o is refused", async (expected, says) => {
    await expect(importMask(fixture("llama-3.1-5.pt"), expected)).rejects.toThrow(says);
  });
});

const masks = fc
  .record({ nLayers: fc.integer({ min: 1, max: 4 }), dMlp: fc.integer({ min: 1, max: 40 }) })
  .chain(({ nLayers, dMlp }) => {
    const indices = fc.uniqueArray(fc.nat(dMlp - 1), { maxLength: dMlp }).map((list) => Int32Array.from(list).sort());
    const layers = fc.array(indices, { minLength: nLayers, maxLength: nLayers });
    const empty = fc.constant(Array.from({ length: nLayers }, () => new Int32Array(0)));
    const name = fc.stringMatching(/^[a-z]{3}(_[A-Z][a-z]{3})?(\.[0-9x])?$/);
    const languages = fc.uniqueArray(fc.tuple(name, fc.oneof({ arbitrary: layers, weight: 3 }, empty)), {
      selector: ([language]) => language,
      minLength: 1,
      maxLength: 4,
    });
    return languages.map(
      (list): NeuronMask => ({
        languages: list.map(([language]) => language),
        nLayers,
        dMlp,
        neurons: list.map(([, neurons]) => neurons),
      }),
    );
  });

const nemo = importMask(fixture("nemo-5.pt"), { languages: PUBLISHED, dMlp: 14_336 });

describe.each(FORMATS)("as %s", (format) => {
  test("what was exported is imported: names, empty layers, languages without neurons, manifest", async () => {
    await fc.assert(
      fc.asyncProperty(masks, async (mask) => {
        const file = exportMask(mask, format, manifest);
        expect(await recogniseMask(file)).toBe(format);
        expect(await importMask(file)).toEqual({ mask, manifest, warnings: [] });
      }),
      { numRuns: 60 },
    );
  });

  test("a published mask keeps every index", async () => {
    const { mask } = await nemo;
    const back = await importMask(exportMask(mask, format, manifest), { nLayers: 40, dMlp: 14_336 });
    expect(back.mask).toEqual(mask);
  });

  test("names in the file win over names given, with a warning", async () => {
    const mask: NeuronMask = {
      languages: ["a", "b"],
      nLayers: 1,
      dMlp: 4,
      neurons: [[Int32Array.of(1)], [Int32Array.of(2)]],
    };
    const file = exportMask(mask, format, manifest);
    expect(await importMask(file, { languages: ["a", "b"] })).toEqual({ mask, manifest, warnings: [] });
    const { mask: same, warnings } = await importMask(file, { languages: ["x", "y"] });
    expect(same.languages).toEqual(["a", "b"]);
    expect(warnings).toEqual(["the file names its languages itself: a b"]);
    await expect(importMask(file, { dMlp: 5 })).rejects.toThrow("the file has 4 neurons a layer, expected 5");
  });

  test("cut anywhere, it is refused by an error of ours", async () => {
    const mask: NeuronMask = { languages: ["a"], nLayers: 1, dMlp: 4, neurons: [[Int32Array.of(1)]] };
    const file = exportMask(mask, format, manifest);
    const ends = Array.from({ length: 40 }, (_, i) => Math.floor((i * (file.size - 2)) / 40));
    for (const end of ends) await expect(importMask(file.slice(0, end))).rejects.toThrow(FormatError);
  });
});

test("a safetensors mask of another maker is read by the names of its tensors", async () => {
  const tensor = (name: string, ...indices: bigint[]) => ({
    name,
    dtype: "I64" as const,
    shape: [indices.length],
    parts: [BigInt64Array.from(indices)],
  });
  const { mask, warnings } = await importMask(
    writeSafetensors([tensor("zh.Hans.0", 4n), tensor("zh.Hans.1"), tensor("mt.1", 0n, 9n), tensor("mt.0")]),
  );
  expect(mask).toEqual({
    languages: ["zh.Hans", "mt"],
    nLayers: 2,
    dMlp: 10,
    neurons: [
      [Int32Array.of(4), new Int32Array(0)],
      [new Int32Array(0), Int32Array.of(0, 9)],
    ],
  });
  expect(warnings).toEqual([expect.stringContaining("10, the least that holds its indices")]);
  await expect(importMask(writeSafetensors([tensor("a.0"), tensor("a.2")]))).rejects.toThrow('no tensor "a.1"');
  await expect(importMask(writeSafetensors([tensor("a.0"), tensor("b.0"), tensor("b.1")]))).rejects.toThrow(
    "3 tensors for 2 languages",
  );
  await expect(importMask(writeSafetensors([tensor("weight")]))).rejects.toThrow("named {language}.{layer}");
});

test("a name that safetensors metadata cannot hold is refused by name", () => {
  const mask: NeuronMask = { languages: ["Old Norse"], nLayers: 1, dMlp: 1, neurons: [[new Int32Array(0)]] };
  expect(() => exportMask(mask, "safetensors", manifest)).toThrow('language "Old Norse" cannot be written');
});

test("a pickle that names one tensor many times over is refused before anything grows", async () => {
  const layer = tensorNode("I64", 100, "0");
  const file = writeTorchZip("m", [Array(20).fill(layer)], [BigInt64Array.from({ length: 100 }, (_, i) => BigInt(i))]);
  await expect(importMask(file)).rejects.toThrow(/layer \d+: the tensors so far take more bytes than their file has/);
});
