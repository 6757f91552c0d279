import type { LanguageTokens } from "../corpus/corpus";
import type { NeuronMask } from "../lape/neuronMask";
import type { DecoderConfig } from "../transformer/decoderConfig";
import { tokensOf } from "./corpusJobs";
import type { FinetuneSettings, ValidationPlan } from "./finetunePlanProtocol";
import type { OpenModel } from "./openModel";
import { type OpenCorpus, workbench } from "./workbench";

/** Watched unless others are chosen, where there is text of it: most models were trained on it most. */
const WATCHED_BY_DEFAULT = "eng_Latn";

const languagesOf = (open: OpenCorpus | null): string[] => open?.corpus.languages.map(({ language }) => language) ?? [];

/** Languages of a mask with neurons, most first. */
function maskedLanguages({ languages, neurons }: NeuronMask): string[] {
  const count = (k: number): number => neurons[k]!.reduce((sum, layer) => sum + layer.length, 0);
  return [...languages.keys()]
    .filter((k) => count(k) > 0)
    .sort((a, b) => count(b) - count(a))
    .map((k) => languages[k]!);
}

/** The mask of the selection, where it is one of a model of this size. */
function openMask({ nLayers, dMlp }: Pick<DecoderConfig, "nLayers" | "dMlp">): NeuronMask | null {
  const mask = workbench.selection?.mask;
  return mask && mask.nLayers === nLayers && mask.dMlp === dMlp ? mask : null;
}

/** What there is to tune on and with. */
export interface FinetuneTarget {
  readonly languages: readonly string[];
  readonly masked: readonly string[];
  /** The one that is trained on; null where there is no text. */
  readonly language: string | null;
  /** Sorted, a layer; null where none are chosen. */
  readonly neurons: readonly Int32Array<ArrayBuffer>[] | null;
  readonly watchable: readonly string[];
  /** Of those, each once. */
  readonly watched: readonly string[];
  /** Languages that are asked for and have no text. */
  readonly withoutText: readonly string[];
}

/** The language that is meant: as set, or else the first of the text that the mask knows, or else the first. */
function languageMeant(
  set: string | undefined,
  languages: readonly string[],
  masked: readonly string[],
): string | null {
  if (set !== undefined) return set;
  return masked.find((language) => languages.includes(language)) ?? languages[0] ?? null;
}

export function findTarget(settings: FinetuneSettings, model: OpenModel["info"]): FinetuneTarget {
  const { train, validation } = workbench.finetuneText;
  const mask = openMask(model);
  const languages = languagesOf(train);
  const masked = mask ? maskedLanguages(mask) : [];
  const language = languageMeant(settings.language, languages, masked);
  const given = settings.neurons?.map((layer) => Int32Array.from(layer).sort());
  const ofMask =
    language !== null && masked.includes(language) ? mask!.neurons[mask!.languages.indexOf(language)]! : null;
  const others = [...languagesOf(validation), ...languagesOf(workbench.corpus)].filter((one) => one !== language);
  const watchable = [...new Set(others)].sort();
  // The trained one is always validated: to ask for it is to ask for nothing more.
  const asked = [...new Set(settings.watched)].filter((one) => one !== language);
  const watched = settings.watched ? asked : [WATCHED_BY_DEFAULT];
  return {
    languages,
    masked,
    language,
    neurons: given ?? ofMask,
    watchable,
    watched: watched.filter((one) => watchable.includes(one)),
    withoutText: asked.filter((one) => !watchable.includes(one)),
  };
}

/** Where text of a language that is watched is found: among the text to validate with, else in the corpus. */
function textToWatch(language: string): { open: OpenCorpus; from: ValidationPlan["from"] } {
  const { validation } = workbench.finetuneText;
  return languagesOf(validation).includes(language)
    ? { open: validation!, from: "validation text" }
    : { open: workbench.corpus!, from: "corpus" };
}

/** Tokens of a run's languages. */
export interface TargetTokens {
  readonly train: LanguageTokens;
  /** To validate with; null: windows of `train` are held out. */
  readonly target: LanguageTokens | null;
  readonly watched: readonly { readonly tokens: LanguageTokens; readonly from: ValidationPlan["from"] }[];
}

/** The tokens of what is trained on and watched, made where they are not yet; null where there is no text of the language. */
export async function tokensOfTarget(
  { language, languages, watched }: FinetuneTarget,
  model: OpenModel,
  signal: AbortSignal,
): Promise<TargetTokens | null> {
  const { train, validation } = workbench.finetuneText;
  if (language === null || !train || !languages.includes(language)) return null;
  const ofWatched: TargetTokens["watched"][number][] = [];
  for (const one of watched) {
    const { open, from } = textToWatch(one);
    ofWatched.push({ tokens: await tokensOf(one, model, open, signal), from });
  }
  const hasTarget = languagesOf(validation).includes(language);
  return {
    train: await tokensOf(language, model, train, signal),
    target: hasTarget ? await tokensOf(language, model, validation!, signal) : null,
    watched: ofWatched,
  };
}
