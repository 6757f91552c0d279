import { version } from "../../package.json";
import { endTokens } from "../evaluate/endTokens";
import { checkGeneration, type GenerateConfig, generateConfig, generate as generateText } from "../evaluate/generate";
import { type LanguageHint, type LanguageProfiles, languageHint, languageProfiles } from "../evaluate/languageHint";
import { promptTokens } from "../evaluate/promptTokens";
import type { WeightFormat } from "../transformer/weightFormat";
import type {
  GeneratedTexts,
  GenerateProgress,
  GenerateRequest,
  GenerateSubject,
  SubjectText,
} from "./generationProtocol";
import type { Handler, JobContext } from "./handler";
import { NO_MODEL } from "./missing";
import type { OpenModel } from "./openModel";
import { type PreparedSubject, prepareSubjects } from "./preparedSubjects";
import { type OpenSubject, withSubject } from "./subject";
import { need, type OpenCorpus, workbench } from "./workbench";

const profiles = new WeakMap<OpenCorpus, LanguageProfiles>();

/** The text's languages as the open corpus lets one guess. */
function hintOf(text: string): LanguageHint | null {
  const { corpus } = workbench;
  if (!corpus) return null;
  const known = profiles.get(corpus) ?? languageProfiles(corpus.corpus.languages);
  profiles.set(corpus, known);
  return languageHint(text, known);
}

/** What a subject is called while it is at work. */
function nameOf({ steer = [] }: GenerateSubject, runName: string | null): string {
  const name = runName ?? "the base model";
  return steer.length > 0 ? `${name}, steered` : name;
}

async function configOf(model: OpenModel, settings: GenerateRequest["settings"]): Promise<GenerateConfig> {
  const json = await model.smallFiles.find(({ path }) => path === "config.json")!.blob.text();
  const { context } = model.info;
  return generateConfig({ context, eosTokenIds: endTokens(json, model.tokenizer) }, settings);
}

/** What all subjects of a request are given. */
interface Asked {
  readonly model: OpenModel;
  readonly tokens: readonly number[];
  readonly config: GenerateConfig;
  /** All subjects' weights lie alike on the GPU, so that no difference comes of it: as the first run among them was trained. */
  readonly weightFormat: WeightFormat | undefined;
  readonly context: JobContext<GenerateProgress>;
}

/** One subject's text, token by token to the page. */
async function generateWith(
  { model, tokens, config, context }: Asked,
  { subject, index, interventions }: PreparedSubject,
  { session, tuning, kept }: OpenSubject,
): Promise<SubjectText> {
  const { signal, onProgress } = context;
  const runName = kept?.run.name ?? null;
  const says = `generates with ${nameOf(subject, runName)}`;
  const generated = await generateText(session.engine.decoder, tokens, config, {
    ...{ decode: model.tokenizer.decode, tuning, interventions, signal },
    onToken: ({ index: token, text }) =>
      onProgress({ step: "measuring", says, done: token + 1, total: config.maxTokens, subject: index, text }),
  });
  const steeredNeurons = interventions.reduce((sum, one) => sum + one.index.length, 0);
  return { ...generated, subject, runName, steeredNeurons, language: hintOf(generated.text) };
}

/** A text, and what wrote it. */
interface Written {
  readonly text: SubjectText;
  readonly made: Pick<GeneratedTexts, "model" | "adapter">;
}

/** Opens a subject and has it write. */
function textBy(asked: Asked, prepared: PreparedSubject): Promise<Written> {
  const { signal, onProgress } = asked.context;
  const { run } = prepared.subject;
  const { weightFormat } = asked;
  const opened = { ...(run === undefined ? {} : { run }), ...(weightFormat ? { weightFormat } : {}) };
  const says = "brings the weights to the GPU";
  const loading = (done: number, total: number) =>
    onProgress({ step: "weights", says, done, total, subject: prepared.index, text: "" });
  return withSubject(opened, { signal, onProgress: loading }, async (open) => {
    const { vendor, architecture } = open.session.gpu.adapterInfo;
    const made = { model: open.base, adapter: `${vendor} ${architecture}`.trim() };
    return { made, text: await generateWith(asked, prepared, open) };
  });
}

/**
 * Goes on with a prompt, by one subject after the other. What was stopped is what had come; texts that have ended are told, so that
 * they stay where a later subject fails.
 */
export const generate: Handler<"generate"> = async (request, context) => {
  const { prompt, settings } = request;
  const { signal, onProgress } = context;
  signal.throwIfAborted();
  const model = need(workbench.model, NO_MODEL);
  const tokens = promptTokens(model.tokenizer, prompt);
  const config = await configOf(model, settings);
  checkGeneration(tokens, config);
  const { prepared, weightFormat } = await prepareSubjects(request);
  const { eosTokenIds: _, context: __, ...chosen } = config;
  let made: GeneratedTexts | undefined;
  for (const one of prepared) {
    if (made && signal.aborted) break;
    const written = await textBy({ model, tokens, config, weightFormat, context }, one).catch((error: unknown) => {
      if (made && signal.aborted) return null; // Stopped while the weights came: the texts before it stand.
      throw error;
    });
    if (!written) break;
    const texts: readonly SubjectText[] = [...(made?.texts ?? []), written.text];
    const date = new Date().toISOString();
    made = { prompt, settings: chosen, ...written.made, date, appVersion: version, texts };
    const says = `has written with ${nameOf(one.subject, written.text.runName)}`;
    onProgress({
      step: "measuring",
      says,
      done: config.maxTokens,
      total: config.maxTokens,
      subject: one.index,
      text: "",
      made,
    });
  }
  return made!;
};
