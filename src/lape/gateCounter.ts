import type { ActivationSource, LayerGate, WindowBatch } from "../model/activationSource";
import type { BatchCounts } from "./batchCounts";

/** Counts of one batch while its gates are handed out. */
export interface BatchCounter {
  /** Counts a gate; it may be overwritten once this has resolved. */
  add(gate: LayerGate): Promise<void>;
  /** What was added. The next batch may begin before this resolves. */
  counts(): Promise<BatchCounts>;
}

/** Counts one batch after the other. */
export interface GateCounter {
  batch(): BatchCounter;
  release(): void;
}

/** A batch the model has run, and its counts, which may still be on their way. */
export interface Counted {
  readonly counts: Promise<BatchCounts>;
}

export interface CountHooks {
  readonly signal: AbortSignal;
  /** Hears what share of all gates, tokens times layers, has come. */
  readonly onShare: (share: number) => void;
}

/** Runs the model on a batch and counts its gates. Throws where they are not those of every token, once, in every layer. */
export async function countBatch(
  source: ActivationSource,
  counter: GateCounter,
  windows: WindowBatch,
  { signal, onShare }: CountHooks,
): Promise<Counted> {
  const batch = counter.batch();
  const tokens = new Array<number>(source.nLayers).fill(0);
  const all = sum(windows.lengths);
  let come = 0;
  const onGate = async (gate: LayerGate): Promise<void> => {
    if (!(gate.layer in tokens))
      throw new RangeError(`gates of layer ${gate.layer} of a model of ${tokens.length} layers`);
    await batch.add(gate);
    const n = sum(gate.lengths);
    tokens[gate.layer]! += n;
    come += n;
    if (n > 0) onShare(come / (all * source.nLayers));
  };
  await source.run(windows, onGate, signal);
  const wrong = tokens.findIndex((n) => n !== all);
  if (wrong >= 0) throw new Error(`layer ${wrong}: the model gave the gates of ${tokens[wrong]} tokens, not of ${all}`);
  return { counts: batch.counts() };
}

const sum = (lengths: Uint32Array): number => lengths.reduce((total, length) => total + length, 0);
