import { endTokens } from "../evaluate/endTokens";
import { checkGeneration, type GenerateConfig, generateConfig } from "../evaluate/generate";
import { type LanguageProfiles, languageHint, languageProfiles } from "../evaluate/languageHint";
import { promptTokens } from "../evaluate/promptTokens";
import { type SteerSource, type SteerStep, steeringInterventions } from "../evaluate/steering";
import { importMask } from "../export/maskFiles";
import { snakeKeys } from "../export/snakeKeys";
import { importStats } from "../export/statsFiles";
import type { JsonObject, JsonValue } from "../formats/json";
import { type CommandContext, defineCommand } from "./command";
import { given } from "./commandLine";
import { asUsage, Interrupted, UsageError } from "./exitCodes";
import { fileBlob } from "./fileBlob";
import { GENERATE_OPTIONS, GENERATED_FILE, type GenerateValues } from "./generateOptions";
import { generateTexts, type Steering, type WrittenText } from "./generateTexts";
import { runHeader } from "./openEngine";
import { type CliModel, openModel } from "./openModel";
import { loadSubjects } from "./openSubject";
import { saveBlob } from "./outFolder";
import { importOptions, readText } from "./readText";
import { steerSteps } from "./steerOption";

/** Rows of a prompt that are read at once, by which memory is judged. */
const TOKENS_AT_ONCE = 256;

export const generateCommand = defineCommand({
  name: "generate",
  summary: "Goes on with a prompt, by the base, by what runs made of it, and by each of them steered.",
  options: GENERATE_OPTIONS,
  details:
    "Text goes to stderr while it is written. Steering needs --mask, and --counts unless all steps are set. Shares of languages are a hint of this program's own, no paper's measure.",
  resume:
    "what was written until then is the result; with --out, texts that were whole are saved: the same command goes on behind them (--start-over begins anew)",
  run,
});

const withLineEnds = (text: string): string => text.replaceAll("\\n", "\n");

async function configOf(options: GenerateValues, { info, smallFiles, tokenizer }: CliModel): Promise<GenerateConfig> {
  const json = await smallFiles.find(({ path }) => path === "config.json")!.blob.text();
  const { maxTokens, temperature, topK, topP, repetitionPenalty, seed } = options;
  const stop = options.stop?.map(withLineEnds);
  return generateConfig(
    { context: info.context, eosTokenIds: endTokens(json, tokenizer) },
    given<Partial<GenerateConfig>>({ maxTokens, temperature, topK, topP, repetitionPenalty, seed, stop }),
  );
}

async function readSource({ mask, maskLanguages, counts }: GenerateValues, model: CliModel): Promise<SteerSource> {
  if (mask === undefined) throw new UsageError("--steer needs --mask: the neurons that babelscope select wrote");
  const { nLayers, dMlp } = model.config;
  const imported = await importMask(await fileBlob(mask), { languages: maskLanguages, nLayers, dMlp });
  return {
    mask: imported.mask,
    stats: counts === undefined ? null : (await importStats(await fileBlob(counts))).stats,
  };
}

/** What the steps come to, each layer's; none without steps. */
async function readSteering(options: GenerateValues, model: CliModel): Promise<Steering> {
  const steps = steerSteps(options.steer ?? [], options.layers);
  return {
    steps,
    interventions: steps.length > 0 ? steeringInterventions(steps, await readSource(options, model)) : [],
  };
}

/** What is known of the languages of --corpus; null without it. */
async function readProfiles(options: GenerateValues, context: CommandContext): Promise<LanguageProfiles | null> {
  if (options.corpus === undefined) return null;
  const reading = importOptions({ ...options, removeDuplicates: false });
  const { languages } = await readText(options.corpus, "--corpus", reading, context);
  if (languages.length < 2) {
    const [only] = languages;
    throw new UsageError(`--corpus has text in ${only!.language} alone: a text's languages are told by two or more`);
  }
  return languageProfiles(languages);
}

const stepJson = ({ language, op, amount, layers }: SteerStep): JsonObject => ({
  language,
  op,
  ...(amount === undefined ? {} : { amount }),
  ...(layers ? { layers: [...layers] } : {}),
});

function textJson({ subject, steps, tokens, ...made }: WrittenText, profiles: LanguageProfiles | null): JsonValue {
  const hint = profiles && languageHint(made.text, profiles);
  const language = hint && { ...hint, shares: hint.shares.map((one) => ({ ...one })) };
  return snakeKeys({
    ...made,
    ...{ tokens: [...tokens], subject: subject.name, weights: subject.weights, steer: steps.map(stepJson) },
    ...(profiles ? { language } : {}),
  });
}

async function run(options: GenerateValues, context: CommandContext): Promise<JsonObject> {
  const profiles = await readProfiles(options, context);
  const model = await openModel(options, context);
  const config = await configOf(options, model);
  const steering = await readSteering(options, model);
  const prompt = withLineEnds(options.prompt);
  asUsage(() => checkGeneration(promptTokens(model.tokenizer, prompt), config));
  const opened = await loadSubjects(model, options, () => TOKENS_AT_ONCE, context);
  const write = (text: string): void => {
    if (!options.quiet) process.stderr.write(text);
  };
  const { out, startOver } = options;
  const asked = { prompt, config, steering, out, startOver, write };
  const { texts, isWhole, forget } = await generateTexts(opened, asked, context);
  const { eosTokenIds: _, context: __, ...settings } = config;
  const { date, adapter, ...header } = runHeader(model, opened.gpu);
  opened.destroy();
  const result: JsonObject = {
    command: "generate",
    prompt,
    settings: snakeKeys({ ...settings, stop: [...settings.stop] }),
    texts: texts.map((text) => textJson(text, profiles)),
    model: snakeKeys({ ...header.model }),
    adapter: adapter && [adapter.vendor, adapter.architecture].join(" ").trim(),
    date: date.toISOString(),
    version: header.appVersion,
  };
  if (!isWhole) throw new Interrupted(result);
  if (out === undefined) return result;
  const json = new Blob([`${JSON.stringify(result, null, 2)}\n`], { type: "application/json" });
  const file = await saveBlob(out, GENERATED_FILE, json);
  await forget();
  return { ...result, files: [file] };
}
