import { version } from "../../package.json";
import { endTokens } from "../evaluate/endTokens";
import { checkGeneration, type GenerateConfig, generateConfig, generate as generateText } from "../evaluate/generate";
import { type LanguageHint, type LanguageProfiles, languageHint, languageProfiles } from "../evaluate/languageHint";
import { promptTokens } from "../evaluate/promptTokens";
import { type SteerStep, steeringInterventions } from "../evaluate/steering";
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
import { findRun } from "./runJobs";
import { type OpenSubject, withSubject } from "./subject";
import { need, type OpenCorpus, workbench } from "./workbench";

const NO_NEURONS = "there are no neurons to steer: select some, or import a mask";

/** The open selection's neurons, with the means they were counted with. */
function interventionsOf(steps: readonly SteerStep[] = []) {
  if (steps.length === 0) return [];
  const selection = need(workbench.selection, NO_NEURONS);
  const stats = selection.from === "lape" ? selection.data.stats : (workbench.counts?.stats ?? null);
  return steeringInterventions(steps, { mask: selection.mask, stats });
}

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

/** All subjects' weights lie alike on the GPU, so that no difference comes of it: as the first run among them was trained. */
async function formatOf({ subjects, weightFormat }: GenerateRequest): Promise<WeightFormat | undefined> {
  const run = subjects.find((subject) => subject.run !== undefined)?.run;
  return run === undefined ? weightFormat : (await findRun(run)).weightFormat;
}

/** What all subjects of a request are given. */
interface Asked {
  readonly model: OpenModel;
  readonly tokens: readonly number[];
  readonly config: GenerateConfig;
  readonly context: JobContext<GenerateProgress>;
}

/** One subject's text, token by token to the page. */
async function generateWith(
  { model, tokens, config, context }: Asked,
  subject: GenerateSubject,
  index: number,
  { session, tuning, kept }: OpenSubject,
): Promise<SubjectText> {
  const { signal, onProgress } = context;
  const interventions = interventionsOf(subject.steer);
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

/** Goes on with a prompt, by one subject after the other. What was stopped is what had come. */
export const generate: Handler<"generate"> = async (request, context) => {
  const { prompt, subjects, settings } = request;
  const { signal, onProgress } = context;
  if (subjects.length === 0) throw new RangeError("name at least one model to generate with");
  signal.throwIfAborted();
  const model = need(workbench.model, NO_MODEL);
  const tokens = promptTokens(model.tokenizer, prompt);
  const config = await configOf(model, settings);
  checkGeneration(tokens, config);
  const weightFormat = await formatOf(request);
  const texts: SubjectText[] = [];
  let made: Pick<GeneratedTexts, "model" | "adapter"> | undefined;
  for (const [index, subject] of subjects.entries()) {
    if (signal.aborted) break;
    const { run } = subject;
    const opened = { ...(run === undefined ? {} : { run }), ...(weightFormat ? { weightFormat } : {}) };
    const loading = (done: number, total: number) =>
      onProgress({ step: "weights", says: "brings the weights to the GPU", done, total, subject: index, text: "" });
    const text = await withSubject(opened, { signal, onProgress: loading }, (open) => {
      const { vendor, architecture } = open.session.gpu.adapterInfo;
      made = { model: open.base, adapter: `${vendor} ${architecture}`.trim() };
      return generateWith({ model, tokens, config, context }, subject, index, open);
    });
    texts.push(text);
  }
  const { eosTokenIds: _, context: __, ...chosen } = config;
  return { prompt, settings: chosen, ...made!, date: new Date().toISOString(), appVersion: version, texts };
};
