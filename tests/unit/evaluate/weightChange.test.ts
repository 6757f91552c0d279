import { expect, test } from "vitest";
import { weightChange } from "../../../src/evaluate/weightChange";
import type { ModuleDelta } from "../../../src/train/weightDelta";
import { tensorOf } from "../../../src/train/weightDelta";
import { columns, DELTAS, dense, rows, scale } from "../export/madeDelta";
import { base } from "./changedModel";

const { signal } = new AbortController();

const measure = (modules: readonly ModuleDelta[], samples = 400) =>
  weightChange({ delta: { modules }, base, nLayers: 2 }, { seed: 3, samples }, { signal });

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
