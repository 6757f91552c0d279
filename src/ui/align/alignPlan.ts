import type { ImportOptions } from "../../corpus/corpus";
import type { AlignOptions } from "../../state/alignApi";
import type { AlignForm, AlignText } from "../../state/alignForm";
import { SAMPLE_LANGUAGES, SAMPLE_LINES } from "../../state/sampleLanguages";
import type { State } from "../../state/store";
import type { Subject } from "../../worker/evaluation";
import { comparedSubjects } from "../parts/comparedSubjects";
import { runsOfModel } from "../parts/modelRuns";

/** Of a GPU, and of a software adapter, which takes minutes for more. */
const SENTENCES = { gpu: 200, software: 24 };
const MOST_LANGUAGES_IN_SOFTWARE = 3;
/** Begins the default languages where the text has it. */
export const ENGLISH = "eng_Latn";

/** What the settings come to: which text, which languages of which, how many sentences, by which models. */
export interface AlignPlan {
  readonly text: AlignText;
  /** How files are read that have fields; null of all others. */
  readonly reading: ImportOptions | null;
  /** All to choose from; null of files, whose languages are known when they are read. */
  readonly available: readonly string[] | null;
  readonly languages: readonly string[] | null;
  readonly pivot: string | null;
  readonly sentences: number;
  /** As many as the shortest text of these languages has; null of files, which are not read yet. */
  readonly mostSentences: number | null;
  /** Of the sentences' vectors, which are kept while a model is measured; null of files. */
  readonly vectorBytes: number | null;
  /** Ids of runs; null is the base. */
  readonly subjects: readonly (string | null)[];
  /** What is measured of them: the base in the weight formats of the runs beside it. */
  readonly asked: readonly Pick<Subject, "run" | "beside">[];
  /** What to do first; null when all is there. */
  readonly missing: string | null;
}

/** Whether files have fields, or may hold some that do. */
const haveFields = (files: readonly File[]): boolean =>
  files.some(({ name }) => /\.(jsonl|ndjson|csv|tsv)(\.gz)?$|\.zip$/i.test(name));

/** The fields that were named; null where the text has none. */
function readingOf(text: AlignText, fields: AlignForm["reading"]): ImportOptions | null {
  if (typeof text === "string" || !haveFields(text)) return null;
  const named = Object.entries(fields).map(([field, name]) => [field, name.trim()] as const);
  return Object.fromEntries(named.filter(([, name]) => name !== ""));
}

/** Languages of the corpus that are translations of one another, by line or by id. */
export const alignedLanguages = ({ corpus }: Pick<State, "corpus">): string[] =>
  (corpus?.rows ?? []).filter(({ aligned }) => aligned).map(({ language }) => language);

function defaultLanguages(available: readonly string[], isSoftware: boolean): readonly string[] {
  if (!isSoftware) return available;
  const rest = available.filter((language) => language !== ENGLISH);
  const first = available.includes(ENGLISH) ? [ENGLISH, ...rest] : rest;
  return first.slice(0, MOST_LANGUAGES_IN_SOFTWARE).sort();
}

/** Texts that translate each other have no more sentences than the shortest of them; two are the least that is compared. */
function mostSentencesOf(text: AlignText, languages: readonly string[] | null, { corpus }: Pick<State, "corpus">) {
  if (text === "sample-interface") return SAMPLE_LINES;
  const rows = text === "corpus" ? (corpus?.rows ?? []).filter(({ language }) => languages?.includes(language)) : [];
  return rows.length === 0 ? null : Math.max(2, Math.min(...rows.map(({ documents }) => documents)));
}

/** Of a sentence's vectors, f32[n_layers + 1, d_model]: the embedding's and each layer's. */
const bytesASentence = ({ nLayers, dModel }: { readonly nLayers: number; readonly dModel: number }): number =>
  4 * (nLayers + 1) * dModel;

function whatIsMissing(languages: readonly string[] | null, subjects: AlignPlan["subjects"]): string | null {
  if (languages && languages.length < 2) return "Choose two languages or more.";
  return subjects.length === 0 ? "Choose a model." : null;
}

/** What would be measured with these settings. */
export function alignPlan(form: AlignForm, state: Pick<State, "corpus" | "environment" | "model" | "runs">): AlignPlan {
  const isSoftware = state.environment?.adapter?.isSoftware ?? false;
  const aligned = alignedLanguages(state);
  const text = form.text ?? (aligned.length > 1 ? "corpus" : "sample-interface");
  const available = text === "corpus" ? aligned : text === "sample-interface" ? SAMPLE_LANGUAGES : null;
  const chosen = available && form.languages?.filter((language) => available.includes(language));
  const languages = chosen ?? (available && defaultLanguages(available, isSoftware));
  const pivot = form.pivot !== null && languages?.includes(form.pivot) ? form.pivot : null;
  const ofModel = runsOfModel(state.runs, state.model?.hash);
  const runs = ofModel.map(({ id }) => id).filter((id) => form.runs.includes(id));
  const subjects = [...(form.hasBase ? [null] : []), ...runs];
  const mostSentences = mostSentencesOf(text, languages, state);
  const wanted = form.sentences ?? (isSoftware ? SENTENCES.software : SENTENCES.gpu);
  const sentences = Math.min(wanted, mostSentences ?? wanted);
  const vectorBytes = languages && state.model && languages.length * sentences * bytesASentence(state.model);
  const asked = comparedSubjects(subjects, ofModel);
  const reading = readingOf(text, form.reading);
  const missing = whatIsMissing(languages, subjects);
  return {
    ...{ text, reading, available, languages, pivot, sentences, mostSentences },
    ...{ vectorBytes, subjects, asked, missing },
  };
}

/** What to ask for, a request a model and weight format. */
export function alignRequests({ text, reading, languages, pivot, sentences, asked }: AlignPlan): AlignOptions[] {
  return asked.map((subject) => ({
    ...subject,
    ...(text === "corpus" ? {} : { corpus: text }),
    ...(reading === null ? {} : { reading }),
    ...(languages === null ? {} : { languages }),
    ...(pivot === null ? {} : { pivot }),
    sentences,
  }));
}
