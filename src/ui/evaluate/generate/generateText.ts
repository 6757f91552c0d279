import type { StopReason } from "../../../evaluate/generate";
import type { SteerOp, SteerStep } from "../../../evaluate/steering";
import type { GenerateSubject, SubjectText } from "../../../worker/generationProtocol";
import { formatCount, formatPercent, formatPlural, formatSpeed } from "../../format";
import { languageName } from "../../languageStyle";

/** Why a text ended, in words. */
const REASONS: Readonly<Record<StopReason, string>> = {
  maxTokens: "ended at the longest output",
  eos: "ended by the model",
  stop: "ended at a stop string",
  context: "ended where the model's context does",
  cancelled: "stopped",
};

/** What a steering step does, as lists name it. */
export interface SteerOpText {
  readonly name: string;
  /** What its amount is, and what it is when none is given; null: it has none. */
  readonly amount: { readonly name: string; readonly empty: number } | null;
  readonly hint: string;
}

export const STEER_OPS: Readonly<Record<SteerOp, SteerOpText>> = {
  set: {
    name: "set to",
    amount: { name: "Value", empty: 0 },
    hint: "Each neuron's activation becomes this number: 0 switches it off (Tang et al. 2024), −1 is the published default for silencing a language (Language Arithmetics, 2025).",
  },
  add: {
    name: "add mean ×",
    amount: { name: "Factor", empty: 1 },
    hint: "Adds this many times the neuron's mean activation in the language. Published with 1 (Language Arithmetics, 2025).",
  },
  replace: {
    name: "replace by mean",
    amount: null,
    hint: "Each neuron's activation becomes its mean in the language (Language Arithmetics, 2025).",
  },
  diffMean: {
    name: "add difference of means ×",
    amount: { name: "Factor", empty: 1 },
    hint: "Adds this many times the neuron's mean in the language less the mean of the other languages' means. Published with 1 (Language Arithmetics, 2025); other factors are ours.",
  },
};

/** A step in a few words: "Welsh: add mean × 1". */
export function stepText({ language, op, amount, layers }: SteerStep): string {
  const { name, amount: own } = STEER_OPS[op];
  const value = own === null ? "" : ` ${String(amount ?? own.empty).replace("-", "−")}`;
  return `${languageName(language)}: ${name}${value}${layers ? `, layers ${layersText(layers)}` : ""}`;
}

/** Layers as a person writes them: "0-2, 5"; what is no layer of `nLayers` makes it null. Nothing stands for all. */
export function parseLayers(text: string, nLayers: number): readonly number[] | undefined | null {
  if (text.trim() === "") return undefined;
  const layers = new Set<number>();
  for (const part of text.split(",")) {
    const [, first, last = first] = /^\s*(\d+)\s*(?:[-–]\s*(\d+)\s*)?$/.exec(part) ?? [];
    if (first === undefined || Number(last) >= nLayers || Number(first) > Number(last)) return null;
    for (let layer = Number(first); layer <= Number(last); layer++) layers.add(layer);
  }
  return [...layers].sort((a, b) => a - b);
}

/** The reverse, with ranges where layers follow one another. */
export function layersText(layers: readonly number[]): string {
  const starts = layers.filter((layer, i) => i === 0 || layers[i - 1] !== layer - 1);
  return starts
    .map((start, i) => {
      const next = starts[i + 1];
      const end = layers[(next === undefined ? layers.length : layers.indexOf(next)) - 1]!;
      return end === start ? String(start) : `${start}-${end}`;
    })
    .join(", ");
}

/** What a column is called: the model or run, and whether it is steered. */
export function subjectName(
  { run, steer = [] }: GenerateSubject,
  runs: readonly { readonly id: string; readonly name: string }[],
): string {
  const name = run === undefined ? "Base" : (runs.find(({ id }) => id === run)?.name ?? run);
  return steer.length > 0 ? `${name}, steered` : name;
}

/** How a text came: tokens, speed, and why it ended. */
export function factsOf({ tokens, tokensPerSecond, stopped, steeredNeurons }: SubjectText): string[] {
  return [
    formatPlural(tokens.length, "token"),
    ...(tokensPerSecond === null ? [] : [formatSpeed(tokensPerSecond)]),
    REASONS[stopped],
    ...(steeredNeurons > 0 ? [`${formatCount(steeredNeurons)} neurons steered`] : []),
  ];
}

/** What a text's languages may be: "German 62 %, Welsh 38 %"; null where nothing is known. */
export function hintText({ language }: SubjectText): string | null {
  const shares = language?.shares.filter(({ share }) => share >= 0.05) ?? [];
  if (shares.length === 0) return null;
  return shares.map((one) => `${languageName(one.language)} ${formatPercent(one.share)}`).join(", ");
}

/** A stop string as a field shows it, on one line, and back. */
export const escapeLine = (text: string): string => text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
export const unescapeLine = (text: string): string =>
  text.replace(/\\(n|\\)/g, (_, letter: string) => (letter === "n" ? "\n" : "\\"));
