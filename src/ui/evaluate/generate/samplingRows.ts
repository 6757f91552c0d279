/** A number of the sampling: its field, and what it means. */
export interface SamplingRow {
  readonly key: "maxTokens" | "temperature" | "topK" | "topP" | "repetitionPenalty" | "seed";
  readonly name: string;
  readonly unit: string;
  readonly hint: string;
  readonly empty: string;
  readonly min: number;
  readonly max?: number;
  readonly step: number | "any";
}

export const SAMPLING_ROWS: readonly SamplingRow[] = [
  {
    key: "maxTokens",
    name: "Longest output",
    unit: "tokens",
    hint: "The output ends here, unless the model, a stop string or the model's context ends it before.",
    empty: "64",
    min: 1,
    step: 1,
  },
  {
    key: "temperature",
    name: "Temperature",
    unit: "0: greedy",
    hint: "Logits are divided by it before the draw. 0 takes the most likely token each time and draws nothing.",
    empty: "0",
    min: 0,
    step: "any",
  },
  {
    key: "topK",
    name: "Top-k",
    unit: "0: all",
    hint: "Draws among so many of the most likely tokens (and those as likely as the last of them).",
    empty: "0",
    min: 0,
    step: 1,
  },
  {
    key: "topP",
    name: "Top-p",
    unit: "1: all",
    hint: "Draws among the most likely tokens that together have this probability (Holtzman et al. 2020).",
    empty: "1",
    min: 0.01,
    max: 1,
    step: "any",
  },
  {
    key: "repetitionPenalty",
    name: "Repetition penalty",
    unit: "1: none",
    hint: "Logits of tokens in prompt or output are divided by it where above 0 and multiplied where below (Keskar et al. 2019). Tang et al. generate with 1.1.",
    empty: "1",
    min: 0.01,
    step: "any",
  },
  {
    key: "seed",
    name: "Seed",
    unit: "of draws",
    hint: "The same seed, settings and weights give the same draws.",
    empty: "1",
    min: 0,
    step: 1,
  },
];
