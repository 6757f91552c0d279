import { describe, expect, test } from "vitest";
import { changeSlices } from "../../../src/evaluate/changeSlices";
import { weightChange } from "../../../src/evaluate/weightChange";
import type { TensorChange } from "../../../src/evaluate/weightChangeResult";
import type { ModuleDelta } from "../../../src/train/weightDelta";
import { tensorOf } from "../../../src/train/weightDelta";
import { randn } from "../../support/numeric";
import { randomSource } from "../../support/randomModel";
import { applied, columns, DELTAS, dense, rows, SHAPES, scale } from "../export/madeDelta";

const { signal } = new AbortController();

/** The base of the made deltas. */
const MODEL = new Map(
  Array.from(SHAPES, ([name, shape], i) => {
    const n = shape.reduce((product, size) => product * size, 1);
    return [name, { shape, values: randn(i + 1, n) }] as const;
  }),
);
const base = { source: randomSource(MODEL), formats: new Map() };

/** Each trained weight before, and what applying the delta to the whole matrix adds to it: from the definitions, in f64. */
function trained(change: ModuleDelta): { original: number[]; change: number[] } {
  const { shape, values } = MODEL.get(tensorOf(change))!;
  const width = shape.at(-1)!;
  const nRows = values.length / width;
  const weight = Array.from({ length: nRows }, (_, n) => [...values.subarray(n * width, (n + 1) * width)]);
  const after = applied(change, weight);
  const isTrained = (n: number, k: number): boolean => {
    if (change.kind === "rows") return change.index.includes(n);
    if (change.kind === "columns") return change.index.includes(k);
    return true;
  };
  const found: { original: number[]; change: number[] } = { original: [], change: [] };
  for (const [n, row] of weight.entries()) {
    for (const [k, w] of row.entries()) {
      if (!isTrained(n, k)) continue;
      found.original.push(w);
      found.change.push(after[n]![k]! - w);
    }
  }
  return found;
}

const norm = (values: readonly number[]): number => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0));

/** NumPy's quantile of its default method. */
function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)]!;
  return below + (sorted[Math.ceil(place)]! - below) * (place % 1);
}

const measure = (modules: readonly ModuleDelta[], samples = 400) =>
  weightChange({ delta: { modules }, base, nLayers: 2 }, { seed: 3, samples }, { signal });

const measureOne = async (module: ModuleDelta, samples?: number): Promise<TensorChange> =>
  (await measure([module], samples)).tensors[0]!;

const ALL: readonly (readonly [string, ModuleDelta])[] = [
  ...Object.entries(DELTAS).flatMap(([method, { modules }]) =>
    modules.map((module): [string, ModuleDelta] => [`${method}: ${module.kind} of ${tensorOf(module)}`, module]),
  ),
];

describe("what changed of each kind of change is what applying it adds to the matrix", () => {
  test.each(ALL)("%s", async (_, module) => {
    const want = trained(module);
    const got = { original: [] as number[], change: [] as number[] };
    for await (const slice of changeSlices(module, base)) {
      got.original.push(...slice.original);
      got.change.push(...slice.change);
    }
    expect(got.original).toEqual(want.original);
    expect(got.change).toHaveLength(want.change.length);
    // Differences of f64 sums against values in f32, 24 bits.
    for (const [i, value] of got.change.entries()) expect(Math.abs(value - want.change[i]!)).toBeLessThan(3e-7);
  });

  test.each(ALL)("%s: norms and quartiles", async (_, module) => {
    const want = trained(module);
    const got = await measureOne(module);
    expect(got.n).toBe(want.change.length);
    expect(got.l2).toBeCloseTo(norm(want.change), 5);
    expect(got.l2Original).toBeCloseTo(norm(want.original), 5);
    const shares = [0, 0.25, 0.5, 0.75, 1].map((share) => quantile(want.change, share));
    const { min, q1, median, q3, max, mean } = got.summary;
    for (const [i, value] of [min, q1, median, q3, max].entries()) expect(value).toBeCloseTo(shares[i]!, 5);
    expect(mean).toBeCloseTo(want.change.reduce((sum, x) => sum + x, 0) / want.change.length, 5);
  });
});

test("tensors are told by layer and projection", async () => {
  const { tensors, nLayers, seed } = await measure([
    rows([0, "gate"], [1]),
    columns([1, "down"], [2]),
    scale([1, "k"], "scaleOutput"),
    dense("model.norm.weight"),
    dense("model.embed_tokens.weight"),
  ]);
  expect(tensors.map(({ layer, projection, tensor }) => [layer, projection, tensor])).toEqual([
    [0, "gate", "model.layers.0.mlp.gate_proj.weight"],
    [1, "down", "model.layers.1.mlp.down_proj.weight"],
    [1, "other", "model.layers.1.self_attn.k_proj.weight"],
    [null, "other", "model.norm.weight"],
    [null, "other", "model.embed_tokens.weight"],
  ]);
  expect([nLayers, seed]).toEqual([2, 3]);
});

describe("over many weights, in several slices", () => {
  const N_IN = 1500;
  const N_OUT = 1600;
  const values = randn(11, N_OUT * N_IN);
  const name = "model.layers.0.mlp.up_proj.weight";
  const big = { source: randomSource(new Map([[name, { shape: [N_OUT, N_IN], values }]])), formats: new Map() };
  const delta = randn(12, N_OUT * N_IN).map((x, i) => (i % 3 === 0 ? 0 : 1e-3 * x ** 3));
  const module: ModuleDelta = {
    kind: "dense",
    module: name.replace(".weight", ""),
    tensor: name,
    shape: [N_OUT, N_IN],
    delta,
  };
  const hooks = { signal };
  const measured = weightChange(
    { delta: { modules: [module] }, base: big, nLayers: 1 },
    { seed: 3, samples: 500 },
    hooks,
  );

  test("quantiles are exact, ties and both signs included", async () => {
    const sorted = delta.slice().sort();
    const { summary } = (await measured).tensors[0]!;
    const place = (sorted.length - 1) * 0.25;
    expect(summary.q1).toBe(
      sorted[Math.floor(place)]! + (sorted[Math.ceil(place)]! - sorted[Math.floor(place)]!) * (place % 1),
    );
    expect([summary.min, summary.max]).toEqual([sorted[0], sorted.at(-1)]);
    expect(summary.median).toBe(0);
  });

  test("every weight falls into the bin of the histogram that holds it", async () => {
    const { edges, counts } = (await measured).tensors[0]!.histogram;
    expect(edges).toHaveLength(101);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(delta.length);
    const sorted = delta.slice().sort();
    const below = (value: number): number => {
      let [from, to] = [0, sorted.length];
      while (from < to) {
        const middle = (from + to) >> 1;
        if (sorted[middle]! < value) from = middle + 1;
        else to = middle;
      }
      return from;
    };
    // The last bin holds both its edges; at an edge itself the rounding of the division decides.
    const want = counts.map((_, bin) => (bin === 99 ? sorted.length : below(edges[bin + 1]!)) - below(edges[bin]!));
    for (const [bin, count] of counts.entries()) expect(Math.abs(count - want[bin]!)).toBeLessThanOrEqual(1);
  });

  test("the density is that of the kernel over all weights", async () => {
    const { density, summary, n } = (await measured).tensors[0]!;
    const step = density.at[1]! - density.at[0]!;
    // No peak between two points: the sum is the integral, but for what a Gaussian puts beyond the ends.
    expect(density.density.reduce((sum, y) => sum + y * step, 0)).toBeCloseTo(1, 2);
    const deviation = Math.sqrt(delta.reduce((sum, x) => sum + (x - summary.mean) ** 2, 0) / n);
    const silverman = 0.9 * Math.min(deviation, (summary.q3 - summary.q1) / 1.34) * n ** -0.2;
    const bandwidth = Math.max(silverman, step);
    for (const i of [40, 70, 80, 100]) {
      const x = density.at[i]!;
      const exact = delta.reduce((sum, value) => sum + Math.exp(-0.5 * ((x - value) / bandwidth) ** 2), 0);
      const want = exact / (n * bandwidth * Math.sqrt(2 * Math.PI));
      // Weights are taken at the middle of their bin, six bins to a bandwidth.
      expect(density.density[i]! / want).toBeGreaterThan(0.95);
      expect(density.density[i]! / want).toBeLessThan(1.05);
    }
  });

  test("the sample holds weights of all stretches with their own change, the same for a seed", async () => {
    const { sample } = (await measured).tensors[0]!;
    expect(sample.change).toHaveLength(500);
    const stretch = delta.length / 500;
    for (const [i, change] of sample.change.entries()) {
      const from = Math.floor(i * stretch);
      const at = values
        .subarray(from, Math.floor((i + 1) * stretch))
        .findIndex(
          (w, j) =>
            Number(w.toPrecision(7)) === sample.original[i] && Number(delta[from + j]!.toPrecision(7)) === change,
        );
      expect(at).toBeGreaterThanOrEqual(0);
    }
    const again = await weightChange(
      { delta: { modules: [module] }, base: big, nLayers: 1 },
      { seed: 3, samples: 500 },
      hooks,
    );
    expect(again).toEqual(await measured);
    const other = await weightChange(
      { delta: { modules: [module] }, base: big, nLayers: 1 },
      { seed: 4, samples: 500 },
      hooks,
    );
    expect(other.tensors[0]!.sample).not.toEqual(sample);
  });
});

describe("each kind of change comes whole and in order, in however many slices", () => {
  const [N_OUT, N_IN] = [1600, 1500];
  const values = randn(21, N_OUT * N_IN);
  const module = "model.layers.0.mlp.gate_proj";
  const big = {
    source: randomSource(new Map([[`${module}.weight`, { shape: [N_OUT, N_IN], values }]])),
    formats: new Map(),
  };
  const shape = [N_OUT, N_IN] as const;
  const everyOther = (n: number) => Int32Array.from({ length: n / 2 }, (_, i) => 2 * i);
  const a = randn(22, N_IN);
  const b = randn(23, N_OUT);
  type Change = (n: number, k: number) => number | null;
  const sparse = randn(24, (N_OUT * N_IN) / 2);
  const cases: readonly (readonly [ModuleDelta, Change])[] = [
    [
      { kind: "rows", module, shape, index: everyOther(N_OUT), delta: sparse },
      (n, k) => (n % 2 === 0 ? sparse[(n / 2) * N_IN + k]! : null),
    ],
    [
      { kind: "columns", module, shape, index: everyOther(N_IN), delta: sparse },
      (n, k) => (k % 2 === 0 ? sparse[(n * N_IN) / 2 + k / 2]! : null),
    ],
    [{ kind: "lora", module, shape, rank: 1, alpha: 2, a, b }, (n, k) => 2 * b[n]! * a[k]!],
    [{ kind: "scaleOutput", module, shape, scale: b }, (n, k) => values[n * N_IN + k]! * (b[n]! - 1)],
    [{ kind: "scaleInput", module, shape, scale: a }, (n, k) => values[n * N_IN + k]! * (a[k]! - 1)],
  ];

  test.each(cases.map(([delta, change]) => [delta.kind, delta, change] as const))("%s", async (_, delta, change) => {
    const slices = [];
    for await (const slice of changeSlices(delta, big)) slices.push(slice);
    expect(slices.length).toBeGreaterThan(1);
    let [slice, i, worst, nTrained] = [0, 0, 0, 0];
    for (let n = 0; n < N_OUT; n++) {
      for (let k = 0; k < N_IN; k++) {
        const want = change(n, k);
        if (want === null) continue;
        if (i === slices[slice]!.change.length) [slice, i] = [slice + 1, 0];
        const isOriginal = slices[slice]!.original[i] === values[n * N_IN + k];
        worst = Math.max(worst, isOriginal ? Math.abs(slices[slice]!.change[i]! - want) : 1);
        i++;
        nTrained++;
      }
    }
    // Rounded to f32: products of normal numbers stay below 50.
    expect(worst).toBeLessThan(50 * 2 ** -23);
    expect(slices.reduce((sum, one) => sum + one.change.length, 0)).toBe(nTrained);
  });
});

test("a change of nothing but zeros has a norm of 0 and no density", async () => {
  const module = { ...dense("model.norm.weight"), delta: new Float32Array(6) };
  const { l2, summary, density, histogram, sample } = await measureOne(module);
  expect(l2).toBe(0);
  expect(summary).toEqual({ min: 0, q1: 0, median: 0, q3: 0, max: 0, mean: 0 });
  expect(density.at).toEqual([]);
  expect(histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(6);
  expect(sample.change).toEqual([0, 0, 0, 0, 0, 0]);
});

test("a run that diverged is told by its tensor, and a mask of no row is left out", async () => {
  const broken = { ...dense("model.norm.weight"), delta: Float32Array.of(0, 1, Number.NaN, 0, 0, 0) };
  await expect(measure([broken])).rejects.toThrow(/model\.norm\.weight has changes that are no finite numbers/);
  expect((await measure([rows([0, "gate"], [])])).tensors).toEqual([]);
});

test("tensors that were measured are not measured again, and a stop ends it", async () => {
  const parts = new Map<string, unknown>();
  const store = {
    load: async (name: string) => parts.get(name),
    save: async (name: string, value: unknown) => void parts.set(name, value),
  };
  const modules = DELTAS.subnetwork.modules;
  const input = { delta: { modules }, base, nLayers: 2 };
  const controller = new AbortController();
  const stopped = weightChange(
    input,
    { seed: 3, samples: 9 },
    {
      signal: controller.signal,
      parts: store,
      onProgress: ({ done }) => done === 2 && controller.abort(),
    },
  );
  await expect(stopped).rejects.toThrow(/abort/i);
  expect([...parts.keys()]).toEqual(["tensor0", "tensor1"]);
  const reads: string[] = [];
  const watched: typeof base.source = {
    ...base.source,
    readRows: (name, first, n) => {
      reads.push(name);
      return base.source.readRows(name, first, n);
    },
  };
  const rest = await weightChange(
    { ...input, base: { ...base, source: watched } },
    { seed: 3, samples: 9 },
    { signal, parts: store },
  );
  expect(rest).toEqual(await measure(modules, 9));
  expect(new Set(reads)).toEqual(new Set(modules.slice(2).map(tensorOf)));
});
