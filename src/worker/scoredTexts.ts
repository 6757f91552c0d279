import type { LanguageText, PackingConfig } from "../corpus/corpus";
import { pieceBytes } from "../corpus/tokenBytes";
import { BOOTSTRAP_DEFAULTS, checkBootstrap } from "../evaluate/bootstrap";
import { type ScoredText, scoredTexts, type TokenizedText, type Unmeasured } from "../evaluate/scoredText";
import type { JsonObject } from "../formats/json";
import { readText, tokensOf } from "./corpusJobs";
import type { EvaluationProgress } from "./evaluation";
import type { JobContext } from "./handler";
import { NO_CORPUS } from "./missing";
import type { OpenModel } from "./openModel";
import { readingSettings } from "./readingSettings";
import { languagesOf, packingOf } from "./scanPlan";
import type { ScoreRequest } from "./scoreProtocol";
import { need, type OpenCorpus, workbench } from "./workbench";

/** Windows whose loss is asked for, and all that decides them. */
export interface ScoredTexts {
  readonly texts: readonly ScoredText[];
  /** Languages that are asked for and have too little text. */
  readonly unmeasured: readonly Unmeasured[];
  readonly seqLen: number;
  readonly seed: number;
  readonly resamples: number;
  /** For the manifest, and to know the same measurement again. */
  readonly settings: JsonObject;
  /** As "16 languages, 12,800 tokens". */
  readonly label: string;
}

/** The packing that is asked for; a budget in windows is one in tokens. */
export function scorePacking(request: ScoreRequest, info: OpenModel["info"]): PackingConfig {
  const { windows, tokensPerLanguage } = request;
  if (windows === undefined) return packingOf(request, info);
  if (tokensPerLanguage !== undefined) {
    throw new RangeError("windows and tokensPerLanguage are both given: each says how much text is measured");
  }
  if (!Number.isSafeInteger(windows) || windows < 1) throw new RangeError(`windows is ${windows}: an integer from 1`);
  const { seqLen } = packingOf(request, info);
  return packingOf({ ...request, tokensPerLanguage: windows * seqLen }, info);
}

const NO_VALIDATION =
  "there is no text to validate with: add some where fine-tuning reads its text, or take the corpus";

/** The text that is open, or the files that are given. */
async function openText(
  { files, text, reading }: ScoreRequest,
  { signal, onProgress }: JobContext<EvaluationProgress>,
): Promise<OpenCorpus> {
  if (!files && text === "validation") return need(workbench.finetuneText.validation, NO_VALIDATION);
  if (!files) return need(workbench.corpus, NO_CORPUS);
  const tell = ({ name, done, total }: { name: string; done: number; total: number }) =>
    onProgress({ step: "measuring", says: `reads ${name}`, done, total });
  const open = await readText(files, reading ?? {}, { signal, onProgress: tell });
  if (open.corpus.languages.length > 0) return open;
  const why = open.corpus.issues.map(({ file, reason }) => `${file}: ${reason}`).join("; ");
  throw new RangeError(`there is no text to measure. ${why}`);
}

function settingsOf({ corpus, options }: OpenCorpus, languages: readonly string[], packing: PackingConfig): JsonObject {
  return {
    text: corpus.hash,
    reading: readingSettings(corpus, options),
    languages,
    packing: { ...packing },
  };
}

const grouped = (count: number): string => count.toLocaleString("en");

const describe = (texts: readonly ScoredText[]): string => {
  const tokens = texts.reduce((sum, { batch }) => sum + batch.nTokens, 0);
  const what = texts.length === 1 ? texts[0]!.batch.language : `${texts.length} languages`;
  return `${what}, ${grouped(tokens)} tokens`;
};

/** Reads, tokenizes and packs what is asked for. Rejects with words for the person where that cannot be. */
export async function readScoredTexts(
  request: ScoreRequest,
  model: OpenModel,
  context: JobContext<EvaluationProgress>,
): Promise<ScoredTexts> {
  const { seed = 1, resamples = BOOTSTRAP_DEFAULTS.resamples } = request;
  checkBootstrap({ seed, resamples });
  const packing = scorePacking(request, model.info);
  const open = await openText(request, context);
  const languages = languagesOf(request, open);
  if (languages.length === 0) throw new RangeError("no language is chosen: choose at least one");
  const pieces = pieceBytes(await model.smallFiles.find(({ path }) => path === "tokenizer.json")!.blob.text());
  const all: TokenizedText[] = [];
  for (const [k, language] of languages.entries()) {
    context.onProgress({ step: "measuring", says: `reads ${language}`, done: k, total: languages.length });
    const text: LanguageText = open.corpus.languages.find((one) => one.language === language)!;
    const tokens = await tokensOf(language, model, open, context.signal);
    all.push({ text, tokens });
  }
  const { texts, unmeasured } = scoredTexts(all, pieces, packing, model.info.padTokenId ?? 0);
  const { seqLen } = packing;
  const settings = { ...settingsOf(open, languages, packing), resamples, seed };
  return { texts, unmeasured, seqLen, seed, resamples, settings, label: describe(texts) };
}
