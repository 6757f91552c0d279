import { nextUnit, seededRandom } from "../tensor/random";
import { likeliest } from "./likeliest";

/** How the next token is chosen from its logits; in this order, as Hugging Face's `generate` does. */
export interface SamplingConfig {
  /**
   * Logits of tokens that prompt or output hold are divided by it where above 0, multiplied where below (Keskar et al. 2019, CTRL);
   * 1: no penalty.
   */
  readonly repetitionPenalty: number;
  /** Logits are divided by it; 0: the most likely token, and nothing is drawn. */
  readonly temperature: number;
  /** Only so many of the most likely tokens, and those as likely as the last of them; 0: all. */
  readonly topK: number;
  /** Of what is left only the most likely tokens that together have this probability (Holtzman et al. 2020, nucleus); 1: all. */
  readonly topP: number;
  /** Of the draws. */
  readonly seed: number;
}

export const GREEDY: SamplingConfig = { repetitionPenalty: 1, temperature: 0, topK: 0, topP: 1, seed: 1 };

/** What a setting must be, in words, where it is not. */
export function* samplingProblems(config: SamplingConfig): Generator<string> {
  const { repetitionPenalty, temperature, topK, topP, seed } = config;
  if (!(repetitionPenalty > 0 && repetitionPenalty < Infinity))
    yield `repetitionPenalty is ${repetitionPenalty}, not above 0`;
  if (!(temperature >= 0 && temperature < Infinity)) yield `temperature is ${temperature}, not 0 or above`;
  if (!Number.isInteger(topK) || topK < 0) yield `topK is ${topK}, not a whole number from 0`;
  if (!(topP > 0 && topP <= 1)) yield `topP is ${topP}, not above 0 and at most 1`;
  if (!Number.isSafeInteger(seed)) yield `seed is ${seed}, not a whole number`;
}

/** Penalizes `tokens` in place, each once. */
export function penalize(logits: Float32Array, tokens: Iterable<number>, penalty: number): void {
  if (penalty === 1) return;
  for (const token of new Set(tokens)) {
    const logit = logits[token]!;
    logits[token] = logit > 0 ? logit / penalty : logit * penalty;
  }
}

/** A token that may be drawn. */
export interface Candidate {
  readonly token: number;
  /** Among the candidates; they sum to 1. */
  readonly probability: number;
}

/** What may be drawn, most likely first, from penalized logits; `temperature` is above 0. */
export function candidates(
  logits: Float32Array,
  { temperature, topK, topP }: Pick<SamplingConfig, "temperature" | "topK" | "topP">,
): Candidate[] {
  const chosen: number[] = [];
  const weights: number[] = [];
  let highest = 0;
  for (const token of likeliest(logits)) {
    const logit = logits[token]!;
    if (chosen.length === 0) highest = logit;
    if (topK > 0 && chosen.length >= topK && logit < logits[chosen.at(-1)!]!) break;
    const weight = Math.exp((logit - highest) / temperature);
    if (weight === 0) break;
    chosen.push(token);
    weights.push(weight);
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let before = 0;
  let count = 0;
  while (count < weights.length && (count === 0 || before / total < topP)) before += weights[count++]!;
  return chosen.slice(0, count).map((token, i) => ({ token, probability: weights[i]! / before }));
}

/** The candidate at which the sum of probabilities exceeds `u`, of [0, 1). */
export function drawn(choices: readonly Candidate[], u: number): number {
  let sum = 0;
  for (const { token, probability } of choices) {
    sum += probability;
    if (u < sum) return token;
  }
  return choices.at(-1)!.token;
}

/** Chooses one token after the other; changes the logits that it is given. */
export type TokenChooser = (logits: Float32Array) => number;

/** @param prompt its tokens count for the penalty */
export function tokenChooser(config: SamplingConfig, prompt: readonly number[]): TokenChooser {
  const seen = new Set(prompt);
  const random = seededRandom(config.seed, "generate");
  return (logits) => {
    penalize(logits, seen, config.repetitionPenalty);
    const most = logits.reduce((best, logit, i) => (logit > logits[best]! ? i : best), 0);
    if (logits.some(Number.isNaN) || !Number.isFinite(logits[most])) {
      throw new Error("the model's logits are no numbers: its weights, or what steers it, run out of range");
    }
    const token = config.temperature === 0 ? most : drawn(candidates(logits, config), nextUnit(random));
    seen.add(token);
    return token;
  };
}
