import type { TokenBatch } from "../../src/corpus/corpus";
import { storageBuffer } from "../../src/gpu/buffers";
import type { ScanCheckpoint, ScanCheckpointStore } from "../../src/lape/scanCheckpoint";
import type { ActivationSource, LayerGate, WindowBatch } from "../../src/model/activationSource";
import type { ActFn } from "../../src/tensor/actFn";
import { packHalves } from "./halfFloat";
import { randomIntegers, uniforms } from "./numeric";

export interface FakeShape {
  readonly nLayers: number;
  readonly dMlp: number;
  readonly actFn?: ActFn;
}

/** A gate in steps of 1/8 from -4 to 3.875: exact in f16, zero now and then, a function of token, place, layer and neuron. */
export function fakeGate(id: number, t: number, layer: number, j: number): number {
  let h = Math.imul(id + 1, 0x9e3779b1) ^ Math.imul(t + 1, 0x85ebca6b) ^ Math.imul(layer * 65_537 + j + 1, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return (((h ^ (h >>> 13)) >>> 7) % 64) / 8 - 4;
}

/** A gate in memory. */
export type FakeGate = Extract<LayerGate, { readonly location: "cpu" }>;

/** Gates of one layer; NaN on padding, which nobody may look at. */
export function fakeGates(
  { ids, lengths, seqLen }: WindowBatch,
  layer: number,
  dMlp: number,
): Float32Array<ArrayBuffer> {
  const gate = new Float32Array(ids.length * dMlp);
  for (const [i, id] of ids.entries()) {
    const t = i % seqLen;
    const isPadding = t >= lengths[Math.floor(i / seqLen)]!;
    for (let j = 0; j < dMlp; j++) gate[i * dMlp + j] = isPadding ? Number.NaN : fakeGate(id, t, layer, j);
  }
  return gate;
}

/** A source whose gates come in memory; `change` may put others in a layer's place, or none. */
export function fakeSource(
  { nLayers, dMlp, actFn = "silu" }: FakeShape,
  change: (gate: FakeGate, batch: WindowBatch) => readonly LayerGate[] = (gate) => [gate],
): ActivationSource {
  return {
    nLayers,
    dMlp,
    taps: Array.from({ length: nLayers }, (_, layer) => ({ layer, tensor: `gate.${layer}`, actFn })),
    async run(batch, onGate) {
      const { lengths, seqLen } = batch;
      for (let layer = 0; layer < nLayers; layer++) {
        const gate: FakeGate = { layer, lengths, seqLen, location: "cpu", values: fakeGates(batch, layer, dMlp) };
        for (const changed of change(gate, batch)) await onGate(changed);
      }
    },
    async release() {},
  };
}

/** A layer's gate, cut into one part a window without its padding. */
export function withoutPadding({ layer, lengths, seqLen, values }: FakeGate): FakeGate[] {
  const dMlp = values.length / (lengths.length * seqLen);
  return Array.from(lengths, (length, w): FakeGate => {
    const part = values.subarray(w * seqLen * dMlp, (w * seqLen + length) * dMlp);
    return { layer, lengths: Uint32Array.of(length), seqLen: length, location: "cpu", values: part };
  }).filter(({ seqLen: length }) => length > 0);
}

/**
 * A source whose gates lie on a device, in one buffer for all layers and parts that is longer than they, with NaN behind them:
 * nobody may read it after `onGate` has resolved. `change` as for a source in memory.
 */
export function fakeGpuSource(
  device: GPUDevice,
  shape: FakeShape,
  dtype: "f32" | "f16",
  change: (gate: FakeGate, batch: WindowBatch) => readonly FakeGate[] = (gate) => [gate],
): ActivationSource {
  const nWords = 4096;
  const buffer = storageBuffer(device, 4 * nWords, "fake gate");
  const inMemory = fakeSource(shape, change);
  return {
    ...inMemory,
    run: (batch, onGate) =>
      inMemory.run(batch, async (gate) => {
        if (gate.location !== "cpu") throw new Error("a fake gate that is not in memory");
        const { values, layer, lengths, seqLen } = gate;
        const data = dtype === "f16" ? packHalves(values.slice()) : new Uint32Array(values.slice().buffer);
        const words = new Uint32Array(nWords).fill(0x7fff7fff); // NaN in f32, and twice in f16
        if (data.length > nWords - 64) throw new Error("the fake buffer is too small for this batch");
        words.set(data);
        device.queue.writeBuffer(buffer, 0, words);
        await onGate({ layer, lengths, seqLen, location: "gpu", dtype, buffer });
      }),
  };
}

/** Tokens of some languages, the last windows of each with padding. */
export function fakeTokens(seed: number, windows: readonly number[], seqLen: number): TokenBatch[] {
  const uniform = uniforms(seed);
  return windows.map((nWindows, k) => {
    const lengths = Uint32Array.from({ length: nWindows }, () =>
      uniform() < 0.7 ? seqLen : Math.floor(uniform() * seqLen),
    );
    return {
      language: `lang_${k}`,
      seqLen,
      nWindows,
      ids: Int32Array.from(randomIntegers(seed + k, nWindows * seqLen, 1000)),
      lengths,
      nTokens: lengths.reduce((sum, length) => sum + length, 0),
    };
  });
}

/** Keeps one scan in memory, and how often it was saved. Takes over only what is said to have changed. */
export function memoryCheckpoint(): ScanCheckpointStore & {
  readonly saves: number[][];
  saved: ScanCheckpoint | undefined;
} {
  return {
    saves: [],
    saved: undefined,
    async load() {
      return structuredClone(this.saved);
    },
    async save(checkpoint, changed) {
      const copy = structuredClone(checkpoint);
      const before = this.saved?.stats;
      const merge = <T>(now: readonly T[], old: readonly T[] | undefined): T[] =>
        now.map((value, k) => (old && !changed.includes(k) ? old[k]! : value));
      this.saved = {
        ...copy,
        stats: {
          ...copy.stats,
          n: Float64Array.from(merge([...copy.stats.n], before && [...before.n])),
          overZero: merge(copy.stats.overZero, before?.overZero),
          actSum: merge(copy.stats.actSum, before?.actSum),
        },
      };
      this.saves.push([...changed]);
    },
  };
}
