import type { Options, Values } from "./commandLine";
import { STATS_FILE } from "./fileNames";
import { TEXT_OPTIONS } from "./modelOptions";
import { SUBJECT_OPTIONS } from "./openSubject";

/** File of `--out` with the texts. */
export const GENERATED_FILE = "generated.json";

export const GENERATE_OPTIONS = {
  ...SUBJECT_OPTIONS,
  prompt: { kind: "text", required: true, help: "text to go on with; \\n stands for a line's end" },
  out: {
    kind: "text",
    value: "DIR",
    help: `folder for ${GENERATED_FILE}; each text is saved there once it is whole. Only stdout unless given`,
  },
  maxTokens: { kind: "integer", min: 0, help: "tokens of an output at most; 64 unless given" },
  temperature: {
    kind: "number",
    min: 0,
    help: "logits are divided by it; 0, the default, takes the most likely token",
  },
  topK: { kind: "integer", min: 0, help: "draw among so many of the most likely tokens; 0, the default: all" },
  topP: {
    kind: "number",
    min: 0,
    help: "draw among the most likely tokens that have this probability; 1 unless given",
  },
  repetitionPenalty: {
    kind: "number",
    min: 0,
    help: "of tokens in prompt or output, as in CTRL; 1 (none) unless given",
  },
  seed: { kind: "integer", help: "of the draws; 1 unless given" },
  stop: { kind: "texts", value: "STRING", help: "a string that ends an output, commas and all; \\n is a line's end" },
  steer: {
    kind: "list",
    value: "STEPS",
    help: "LANGUAGE:OP[:AMOUNT][@LAYERS], separated by commas, done one after the other to act_fn(gate) of the language's neurons: set (to AMOUNT, 0), add (AMOUNT times the language's mean), replace (by its mean), diffMean (add AMOUNT times its mean less the other languages'). LAYERS as 2-4+7",
  },
  layers: {
    kind: "list",
    value: "LAYERS",
    help: "layers, as 2,3,4 or 2-4, of all --steer steps that name none of their own; all unless given",
  },
  mask: { kind: "text", value: "FILE", help: "the neurons, with --steer" },
  maskLanguages: {
    kind: "list",
    value: "NAMES",
    help: "languages of a .pt mask, which does not name them, in its order",
  },
  counts: { kind: "text", value: "FILE", help: `counts of a scan (${STATS_FILE}), for steering by means` },
  corpus: {
    kind: "list",
    value: "PATHS",
    help: "text in two or more languages, separated by commas: each output's shares of them are guessed from its trigrams",
  },
  textField: TEXT_OPTIONS.textField,
  languageField: TEXT_OPTIONS.languageField,
  startOver: { kind: "flag", help: "forget what was written before in --out" },
  quiet: { kind: "flag", help: "no progress, and no text while it is written" },
} as const satisfies Options;

export type GenerateValues = Values<typeof GENERATE_OPTIONS>;
