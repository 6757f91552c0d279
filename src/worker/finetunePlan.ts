import type { FinetuneConfig, Method } from "../train/finetuneConfig";
import { FINETUNE_PRESETS, type FinetunePresetName } from "../train/finetunePresets";
import { loraRankAtMost } from "../train/loraRank";
import { planTuning, TRAINABLES } from "../train/trainables";
import { countParameters, type TuningPlan } from "../train/tuningPlan";
import type { DecoderConfig } from "../transformer/decoderConfig";
import { countPacked, countWindows, type WindowCount } from "./countWindows";
import type { DecoderAnswer } from "./decoderOf";
import { missingOf, neuronsMissing } from "./finetuneMissing";
import type { FinetunePlan, FinetuneSettings, MethodPlan, ValidationPlan } from "./finetunePlanProtocol";
import { presetNames } from "./finetuneSettings";
import type { FinetuneTarget, TargetTokens } from "./finetuneTarget";
import { heldOutCount } from "./finetuneWindows";
import { type MemoryOf, NO_MEMORY } from "./methodMemory";
import type { OpenModel } from "./openModel";
import { configOfRun, countModel, trainedWindows, VALIDATION_WINDOWS } from "./runConfig";
import { splitWatched } from "./watchedText";

const METHODS = Object.keys(TRAINABLES) as Method[];

/** What a plan is made from. */
export interface PlanParts {
  readonly settings: FinetuneSettings;
  readonly model: OpenModel;
  readonly decoder: DecoderAnswer;
  readonly target: FinetuneTarget;
  /** Null where there is no text of the language. */
  readonly tokens: TargetTokens | null;
  readonly memoryOf: MemoryOf;
}

type Answer<T> = { readonly value: T; readonly missing: null } | { readonly missing: string };

/** What a method would train, or what must be chosen first. */
function planOf(
  method: Method,
  decoder: DecoderConfig,
  { seed, lora }: FinetuneConfig,
  target: FinetuneTarget,
): Answer<TuningPlan> {
  const { neurons } = target;
  if (TRAINABLES[method].needsNeurons && !neurons) return { missing: neuronsMissing(target) };
  // Its errors are about what a person chose: they are shown where it is chosen.
  try {
    return { value: planTuning(decoder, { method, seed, lora }, neurons), missing: null };
  } catch (error) {
    return { missing: error instanceof Error ? error.message : String(error) };
  }
}

function planMethod(
  method: Method,
  decoder: DecoderConfig,
  config: FinetuneConfig,
  parts: PlanParts,
  textTokens: number,
): MethodPlan {
  const plan = planOf(method, decoder, config, parts.target);
  if (plan.missing !== null)
    return { method, missing: plan.missing, trainableParameters: 0, shareOfModel: 0, ...NO_MEMORY };
  const trainableParameters = countParameters(plan.value);
  const shareOfModel = trainableParameters / countModel(decoder);
  return {
    method,
    missing: null,
    trainableParameters,
    shareOfModel,
    ...parts.memoryOf(plan.value, config, textTokens),
  };
}

/** What is validated: the trained language first. */
function planValidation(
  tokens: TargetTokens,
  config: FinetuneConfig,
  most: number,
  all: WindowCount,
): ValidationPlan[] {
  const first = (text: TargetTokens["train"], from: ValidationPlan["from"]): ValidationPlan => {
    const count = countPacked(text, config.seqLen);
    const windows = Math.min(most, count.windows);
    const tokensOfFirst = count.windows === 0 ? 0 : Math.round((count.tokens * windows) / count.windows);
    return { language: text.language, windows, tokens: tokensOfFirst, from };
  };
  const held = heldOutCount(all.windows, most);
  const heldOut: ValidationPlan[] =
    held === 0
      ? []
      : [{ language: tokens.train.language, windows: held, tokens: held * config.seqLen, from: "held out" }];
  return [
    ...(tokens.target ? [first(tokens.target, "validation text")] : heldOut),
    ...tokens.watched.map((one) => first(one.tokens, one.from)),
  ];
}

/** Says what a run with these settings would be. Nothing is made for it: texts are counted. */
export function planRun(parts: PlanParts): FinetunePlan {
  const { settings, model, decoder, target, tokens } = parts;
  const { context } = model.info;
  const isKnown = decoder.refusal === null;
  const most = settings.validationWindows ?? VALIDATION_WINDOWS;
  const { config, preset } = configOfRun(settings, { decoder: isKnown ? decoder.config : null, context }, tokens);
  const all =
    tokens && Number.isSafeInteger(config.seqLen) && config.seqLen >= 2 ? countWindows(tokens.train, config) : null;
  const textTokens = all?.tokens ?? Number.POSITIVE_INFINITY;
  const methods = isKnown ? METHODS.map((method) => planMethod(method, decoder.config, config, parts, textTokens)) : [];
  const subnetwork = methods.find(({ method, missing }) => method === "subnetwork" && missing === null);
  const lora = isKnown && subnetwork ? loraRankAtMost(decoder.config, subnetwork.trainableParameters) : null;
  const trained = tokens && all ? trainedWindows(tokens, config, settings) : 0;
  const watched = tokens && all ? splitWatched(tokens.watched, config) : { filling: [], short: [] };
  // What was asked for stays, and says what is missing; what was not is left out, and says why.
  const isAsked = settings.watched !== undefined;
  const validated = tokens && { ...tokens, watched: isAsked ? tokens.watched : watched.filling };
  const unwatched = isAsked ? [] : watched.short;
  return {
    config,
    preset,
    presets: presetNames.map((name) => presetText(name)),
    weightFormat: settings.weightFormat ?? "as stored",
    validationWindows: most,
    language: target.language,
    languages: target.languages,
    masked: target.masked,
    watchable: target.watchable,
    watched: [...target.watched, ...target.withoutText].filter((one) =>
      unwatched.every(({ language }) => language !== one),
    ),
    unwatched,
    nNeurons: target.neurons?.reduce((sum, layer) => sum + layer.length, 0) ?? null,
    methods,
    equalLora: lora && { rank: lora.rank, trainableParameters: lora.parameters },
    train:
      all && trained > 0
        ? {
            windows: trained,
            tokens: Math.round((all.tokens * trained) / all.windows),
            tokensLeftOut: tokens!.train.ids.length - all.tokens,
            epochs: (config.steps * config.batchSize * config.accumulate) / trained,
          }
        : null,
    validation: validated && all ? planValidation(validated, config, most, all) : [],
    missing: isKnown
      ? missingOf({ ...parts, config, all, methods, short: isAsked ? watched.short : [] })
      : decoder.refusal,
  };
}

function presetText(name: FinetunePresetName): FinetunePlan["presets"][number] {
  const { label, description } = FINETUNE_PRESETS[name];
  return { name, label, description };
}
