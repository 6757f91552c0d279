import type { LapeConfig } from "../../src/lape/lapeResult";
import type { FinetuneConfig } from "../../src/train/finetuneConfig";

/** Mean loss in nats by language. */
export type Losses = Readonly<Record<string, number>>;

/** One method's run. */
export interface ExperimentRun {
  readonly name: string;
  readonly config: FinetuneConfig;
  readonly trainableParameters: number;
  readonly trainedTokens: number;
  /** Of every step, before its update. */
  readonly stepLosses: readonly number[];
  /** After the last update. */
  readonly after: Losses;
  /** Of training alone. */
  readonly seconds: number;
}

/** What `npm run experiment` leaves in docs/experiment.json. */
export interface ExperimentResult {
  readonly date: string;
  readonly adapter: string;
  readonly minutes: number;
  readonly model: string;
  readonly modelParameters: number;
  readonly target: string;
  readonly scan: { readonly text: string; readonly tokens: number; readonly lape: LapeConfig };
  /** Of the target language, by layer. */
  readonly neurons: readonly (readonly number[])[];
  readonly trainText: string;
  readonly targetText: string;
  readonly othersText: string;
  /** Tokens that losses are over: of the target, and of each other language. */
  readonly lossTokens: { readonly target: number; readonly other: number };
  readonly before: Losses;
  readonly runs: readonly ExperimentRun[];
}
