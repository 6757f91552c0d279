import { xxhash128 } from "hash-wasm";
import type { TokenBatch } from "../corpus/corpus";
import type { FinetuneConfig } from "./finetuneConfig";
import type { RunHistory } from "./runHistory";
import { parametersOfModule, type TuningPlan } from "./tuningPlan";
import type { ValueSlice } from "./valuePieces";

/** What a run is of: a saved one is continued only where all of it is the same. */
export interface RunIdentity {
  readonly config: FinetuneConfig;
  readonly language: string;
  /** Hashes of what is trained and of the windows, so that nothing is continued on other neurons or other text. */
  readonly plan: string;
  readonly text: string;
}

/** A run in the middle, without its values. */
export interface SavedRun {
  readonly identity: RunIdentity;
  readonly history: RunHistory;
  /** Of training alone, so far. */
  readonly seconds: number;
  /** Bytes of each parameter, in the plan's order. */
  readonly sizes: readonly number[];
  /** Updates before the best validation, whose weights are kept beside the last; null without one. */
  readonly bestStep: number | null;
}

/** Of the last update, weights and moments; and the weights of the best validation. */
export type ValueKind = "weight" | "m" | "v" | "best";

/** Where a run is saved. One store holds one run. */
export interface RunCheckpointStore {
  load(): Promise<SavedRun | undefined>;
  /** The values of a saved run in the order of the parameters. Throws where they are damaged. */
  values(
    kind: ValueKind,
  ): AsyncGenerator<{ readonly slices: readonly ValueSlice[]; readonly bytes: Uint8Array<ArrayBuffer> }>;
  /**
   * Saves all of it, or nothing: what was saved before stays until the end. `read` gives the bytes of slices, one behind the
   * other, and is called while nothing changes them.
   */
  save(run: SavedRun, read: (kind: ValueKind, slices: readonly ValueSlice[]) => Promise<ArrayBuffer>): Promise<void>;
}

/** @param train windows as they are trained on; @param validation as they are validated with */
export async function runIdentity(
  config: FinetuneConfig,
  plan: TuningPlan,
  train: TokenBatch,
  validation: readonly TokenBatch[],
): Promise<RunIdentity> {
  const modules = plan.modules.map((module) => [
    module.kind,
    ...parametersOfModule(module).map(({ name, shape }) => `${name} ${shape}`),
    "index" in module ? module.index.join() : "",
  ]);
  const batches = [train, ...validation];
  const texts = await Promise.all(
    batches.flatMap(({ language, seqLen, ids, lengths }) => [
      `${language} ${seqLen}`,
      xxhash128(new Uint8Array(ids.buffer, ids.byteOffset, ids.byteLength)),
      xxhash128(new Uint8Array(lengths.buffer, lengths.byteOffset, lengths.byteLength)),
    ]),
  );
  return {
    config,
    language: train.language,
    plan: await xxhash128(JSON.stringify(modules)),
    text: await xxhash128(JSON.stringify(texts)),
  };
}

/** Throws where a saved run is not this one. */
export function checkSavedRun({ identity }: SavedRun, wanted: RunIdentity): void {
  const refuse = (why: string): never => {
    throw new Error(`the saved run does not belong to this one (${why}); start a new run`);
  };
  for (const field of Object.keys(wanted.config) as (keyof FinetuneConfig)[]) {
    const [saved, now] = [identity.config[field], wanted.config[field]].map((value) => JSON.stringify(value));
    if (saved !== now) refuse(`${field} was ${saved}, now it is ${now}`);
  }
  if (identity.plan !== wanted.plan) refuse("other weights were trained");
  if (identity.language !== wanted.language || identity.text !== wanted.text) refuse("it was trained on other text");
}
