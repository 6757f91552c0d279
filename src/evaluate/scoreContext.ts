import type { TrainDecoder } from "../train/trainDecoder";
import type { ForwardOptions } from "../transformer/decoder";
import type { PartStore } from "./partStore";

/** How far a measurement is. */
export interface ScoreProgress {
  /** What is measured now, as "cym_Latn". */
  readonly says: string;
  /** Tokens that went through the decoder, and all that will; those of parts done before count as done. */
  readonly done: number;
  readonly total: number;
}

/** What measuring losses works with. */
export interface ScoreContext {
  readonly decoder: Pick<TrainDecoder, "logProbs">;
  /** The base without it. */
  readonly tuning?: ForwardOptions["tuning"];
  /** The most rows of one call of the decoder; it changes nothing but the last bits. */
  readonly tokensAtOnce: number;
  readonly signal: AbortSignal;
  readonly onProgress?: ((progress: ScoreProgress) => void) | undefined;
  /** Of this very measurement: same weights, text and settings. */
  readonly parts?: PartStore | undefined;
}

/** A GPU is busy with so many tokens a call; more only take memory. On a CPU fewer are as fast, and a stop takes effect sooner. */
export const tokensAtOnce = ({ isSoftware }: { readonly isSoftware: boolean }): number => (isSoftware ? 512 : 2048);
