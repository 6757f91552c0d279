import { endTokens } from "../evaluate/endTokens";
import { checkGeneration, type GenerateConfig, generate, generateConfig } from "../evaluate/generate";
import { promptTokens } from "../evaluate/promptTokens";
import { type SteerSource, type SteerStep, steeringInterventions } from "../evaluate/steering";
import { importMask } from "../export/maskFiles";
import { snakeKeys } from "../export/snakeKeys";
import { importStats } from "../export/statsFiles";
import type { JsonObject, JsonValue } from "../formats/json";
import type { Intervention } from "../transformer/interventions";
import { type CommandContext, defineCommand } from "./command";
import { given, type Options, type Values } from "./commandLine";
import { UsageError } from "./exitCodes";
import { fileBlob } from "./fileBlob";
import { STATS_FILE } from "./fileNames";
import { runHeader } from "./openEngine";
import { type CliModel, openModel } from "./openModel";
import { type CliSubject, type CliSubjects, loadSubjects, SUBJECT_OPTIONS } from "./openSubject";
import { steerSteps } from "./steerOption";

/** Rows of a prompt that are read at once, by which memory is judged. */
const TOKENS_AT_ONCE = 256;

const OPTIONS = {
  ...SUBJECT_OPTIONS,
  prompt: { kind: "text", required: true, help: "text to go on with; \\n stands for a line's end" },
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
  stop: {
    kind: "text",
    value: "STRINGS",
    help: "strings that end an output, separated by commas; \\n is a line's end",
  },
  steer: {
    kind: "list",
    value: "STEPS",
    help: "LANGUAGE:OP[:AMOUNT], separated by commas, done one after the other to act_fn(gate) of the language's neurons: set (to AMOUNT, 0), add (AMOUNT times the language's mean), replace (by its mean), diffMean (add AMOUNT times its mean less the other languages')",
  },
  layers: { kind: "list", value: "LAYERS", help: "layers whose neurons are steered, as 2,3,4; all unless given" },
  mask: { kind: "text", value: "FILE", help: "the neurons, with --steer" },
  maskLanguages: {
    kind: "list",
    value: "NAMES",
    help: "languages of a .pt mask, which does not name them, in its order",
  },
  counts: { kind: "text", value: "FILE", help: `counts of a scan (${STATS_FILE}), for steering by means` },
  quiet: { kind: "flag", help: "no progress, and no text while it is written" },
} as const satisfies Options;

type GenerateValues = Values<typeof OPTIONS>;

export const generateCommand = defineCommand({
  name: "generate",
  summary: "Goes on with a prompt, by the base, by what runs made of it, and by each of them steered.",
  options: OPTIONS,
  details: "Text goes to stderr while it is written. Steering needs --mask, and --counts unless all steps are set.",
  resume: "nothing is kept: run the command again",
  run,
});

const withLineEnds = (text: string): string => text.replaceAll("\\n", "\n");

async function configOf(options: GenerateValues, { info, smallFiles, tokenizer }: CliModel): Promise<GenerateConfig> {
  const json = await smallFiles.find(({ path }) => path === "config.json")!.blob.text();
  const { maxTokens, temperature, topK, topP, repetitionPenalty, seed } = options;
  const stop = options.stop?.split(",").map(withLineEnds);
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
async function readSteering(options: GenerateValues, model: CliModel) {
  const steps: SteerStep[] = steerSteps(options.steer ?? [], options.layers);
  const interventions: Intervention[] =
    steps.length > 0 ? steeringInterventions(steps, await readSource(options, model)) : [];
  return { steps, interventions };
}

async function run(options: GenerateValues, context: CommandContext): Promise<JsonObject> {
  const model = await openModel(options, context);
  const config = await configOf(options, model);
  const steering = await readSteering(options, model);
  const prompt = withLineEnds(options.prompt);
  checkGeneration(promptTokens(model.tokenizer, prompt), config);
  const opened = await loadSubjects(model, options, TOKENS_AT_ONCE, context);
  const write = (text: string): void => {
    if (!options.quiet) process.stderr.write(text);
  };
  const texts: JsonValue[] = [];
  for (const subject of opened.subjects) {
    for (const isSteered of steering.steps.length > 0 ? [false, true] : [false]) {
      context.progress.say(`${subject.name}${isSteered ? ", steered" : ""}:`);
      write(prompt);
      const interventions = isSteered ? steering.interventions : [];
      const made = await generateWith(opened, subject, { prompt, config, interventions, write }, context);
      write("\n");
      texts.push(toJson({ ...made, subject: subject.name, steer: isSteered ? steering.steps.map(stepJson) : [] }));
    }
  }
  const { eosTokenIds: _, context: __, ...settings } = config;
  const { date, adapter, ...header } = runHeader(model, opened.gpu);
  opened.destroy();
  return {
    prompt,
    settings: snakeKeys({ ...settings, stop: [...settings.stop] }),
    texts,
    model: snakeKeys({ ...header.model }),
    adapter: adapter && [adapter.vendor, adapter.architecture].join(" ").trim(),
    date: date.toISOString(),
    version: header.appVersion,
  };
}

const toJson = (fields: JsonObject): JsonValue => snakeKeys(fields);

const stepJson = ({ language, op, amount, layers }: SteerStep): JsonObject => ({
  language,
  op,
  ...(amount === undefined ? {} : { amount }),
  ...(layers ? { layers: [...layers] } : {}),
});

interface Asked {
  readonly prompt: string;
  readonly config: GenerateConfig;
  readonly interventions: readonly Intervention[];
  readonly write: (text: string) => void;
}

function generateWith(
  { model, decoder, withTuning }: CliSubjects,
  subject: CliSubject,
  { prompt, config, interventions, write }: Asked,
  { signal }: CommandContext,
): Promise<JsonObject> {
  const { tokenizer } = model;
  return withTuning(subject, async (tuning) => {
    const onToken = ({ text }: { readonly text: string }) => write(text);
    const context = { decode: tokenizer.decode, tuning, interventions, signal, onToken };
    const { tokens, ...made } = await generate(decoder, promptTokens(tokenizer, prompt), config, context);
    signal.throwIfAborted();
    return { ...made, tokens: [...tokens] };
  });
}
