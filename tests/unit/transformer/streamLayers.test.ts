import { expect, test } from "vitest";
import type { LayerWeights } from "../../../src/transformer/decoderWeights";
import { streamLayers } from "../../../src/transformer/streamLayers";

/** Layers of one buffer each; notes when they are read, loaded, freed, and when the GPU is waited for. */
function loading(nLayers: number, fails?: number) {
  const events: string[] = [];
  const live = new Set<number>();
  let most = 0;
  return {
    events,
    live,
    most: () => most,
    nLayers,
    idle: async () => void events.push("idle"),
    async load(layer: number, signal: AbortSignal): Promise<LayerWeights> {
      events.push(`read ${layer}`);
      await new Promise((resolve) => setTimeout(resolve));
      if (signal.aborted) events.push(`stop ${layer}`);
      signal.throwIfAborted();
      if (layer === fails) throw new Error("the file is gone");
      live.add(layer);
      most = Math.max(most, live.size);
      const destroy = () => {
        events.push(`free ${layer}`);
        live.delete(layer);
      };
      return { inputNorm: { destroy } } as unknown as LayerWeights;
    },
  };
}

test("the next layer is read while one is in use, which is freed when the GPU is done with it", async () => {
  const layers = loading(3);
  let layer = 0;
  for await (const _ of streamLayers(layers)) {
    layers.events.push(`use ${layer++}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(layers.events).toEqual([
    ...["read 0", "read 1", "use 0", "idle", "free 0"],
    ...["read 2", "use 1", "idle", "free 1"],
    ...["use 2", "idle", "free 2"],
  ]);
  expect([layers.most(), layers.live.size]).toEqual([2, 0]);
});

test("a loop that is left frees what is there and what is on its way", async () => {
  const layers = loading(4);
  for await (const _ of streamLayers(layers)) break;
  expect(layers.events).toEqual(["read 0", "read 1", "free 0", "stop 1"]);

  const later = loading(4);
  const failing = async () => {
    for await (const _ of streamLayers(later)) {
      await new Promise((resolve) => setTimeout(resolve, 5)); // the next is there by now
      throw new Error("the GPU is lost");
    }
  };
  await expect(failing()).rejects.toThrow("the GPU is lost");
  expect(later.events).toEqual(["read 0", "read 1", "free 0", "free 1"]);
});

test("an abort ends the reading with its reason", async () => {
  const abort = new AbortController();
  const layers = loading(4);
  const used: string[] = [];
  const run = async () => {
    for await (const _ of streamLayers({ ...layers, signal: abort.signal })) {
      used.push("a layer");
      abort.abort(new Error("paused"));
    }
  };
  await expect(run()).rejects.toThrow("paused");
  expect([used.length, layers.live.size]).toEqual([1, 0]);
});

test("a layer that cannot be read fails the loop when it comes to it, and all are freed", async () => {
  const layers = loading(3, 1);
  const used: string[] = [];
  const run = async () => {
    for await (const _ of streamLayers(layers)) used.push("a layer");
  };
  await expect(run()).rejects.toThrow("the file is gone");
  expect([used.length, layers.live.size]).toEqual([1, 0]);
});
