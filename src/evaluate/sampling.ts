import { nextUnit, seededRandom } from "../tensor/random";
import { firstIndices, highestOf, likeliest } from "./likeliest";

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

/** Tokens that may be drawn. Their order says nothing: a draw needs none, and to sort a vocabulary takes longer than all else here. */
export interface Candidates {
  readonly tokens: Uint32Array;
  /** Above 0; `weight / total` is a token's probability among these. */
  readonly weights: Float64Array;
  readonly total: number;
}

/** The k most likely tokens, and those as likely as the last of them. */
function mostLikely(logits: Float32Array, k: number): Uint32Array {
  const tokens: number[] = [];
  for (const token of likeliest(logits)) {
    if (tokens.length >= k && logits[token]! < logits[tokens.at(-1)!]!) break;
    tokens.push(token);
  }
  return Uint32Array.from(tokens);
}

/** `tokens` with their weights, less those that have none. */
function weighed(logits: Float32Array, tokens: Uint32Array, temperature: number): Candidates {
  const highest = logits[highestOf(logits)]!;
  const kept = new Uint32Array(tokens.length);
  const weights = new Float64Array(tokens.length);
  let count = 0;
  let total = 0;
  for (const token of tokens) {
    const weight = Math.exp((logits[token]! - highest) / temperature);
    if (weight === 0) continue;
    kept[count] = token;
    weights[count++] = weight;
    total += weight;
  }
  return { tokens: kept.subarray(0, count), weights: weights.subarray(0, count), total };
}

/** Steps of weight, this many where it halves: only the one in which the nucleus ends is sorted. */
const STEPS_A_HALVING = 64;
const STEPS = 64 * STEPS_A_HALVING;

const stepOf = (weight: number): number => Math.min(STEPS - 1, Math.floor(-STEPS_A_HALVING * Math.log2(weight)));

/** The fewest that together have the probability: all of the steps that it fills, and the most likely of the next. */
function nucleus({ tokens, weights, total }: Candidates, topP: number): Candidates {
  const n = weights.length;
  const steps = new Uint16Array(n);
  const sums = new Float64Array(STEPS);
  for (let i = 0; i < n; i++) {
    steps[i] = stepOf(weights[i]!);
    sums[steps[i]!]! += weights[i]!;
  }
  let last = 0;
  let sum = 0;
  while (last < STEPS - 1 && (sum + sums[last]!) / total < topP) sum += sums[last++]!;

  const places = new Uint32Array(n);
  let count = 0;
  const atEdge: number[] = [];
  for (let i = 0; i < n; i++) {
    if (steps[i]! < last) places[count++] = i;
    else if (steps[i] === last) atEdge.push(i);
  }
  for (const one of likeliest(Float64Array.from(atEdge, (i) => weights[i]!))) {
    if (sum / total >= topP) break;
    places[count++] = atEdge[one]!;
    sum += weights[atEdge[one]!]!;
  }
  const kept = { tokens: new Uint32Array(count), weights: new Float64Array(count), total: sum };
  for (let i = 0; i < count; i++) {
    kept.tokens[i] = tokens[places[i]!]!;
    kept.weights[i] = weights[places[i]!]!;
  }
  return kept;
}

/** What may be drawn, from penalized logits; `temperature` is above 0. */
export function candidates(
  logits: Float32Array,
  { temperature, topK, topP }: Pick<SamplingConfig, "temperature" | "topK" | "topP">,
): Candidates {
  const tokens = topK > 0 ? mostLikely(logits, topK) : firstIndices(logits.length);
  const all = weighed(logits, tokens, temperature);
  return topP < 1 ? nucleus(all, topP) : all;
}

/** The candidate at which the sum of probabilities exceeds `u`, of [0, 1). */
export function drawn({ tokens, weights, total }: Candidates, u: number): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) {
    sum += weights[i]!;
    if (u * total < sum) return tokens[i]!;
  }
  return tokens.at(-1)!;
}

/** Chooses one token after the other; changes the logits that it is given. */
export type TokenChooser = (logits: Float32Array) => number;

/** @param prompt its tokens count for the penalty */
export function tokenChooser(config: SamplingConfig, prompt: readonly number[]): TokenChooser {
  const seen = new Set(prompt);
  const random = seededRandom(config.seed, "generate");
  return (logits) => {
    penalize(logits, seen, config.repetitionPenalty);
    const most = highestOf(logits);
    if (logits.some(Number.isNaN) || !Number.isFinite(logits[most])) {
      throw new Error("the model's logits are no numbers: its weights, or what steers it, run out of range");
    }
    const token = config.temperature === 0 ? most : drawn(candidates(logits, config), nextUnit(random));
    seen.add(token);
    return token;
  };
}
