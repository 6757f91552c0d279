import type { FinetuneRecord } from "../export/finetuneManifest";
import type { FinetuneConfig, Method } from "../train/finetuneConfig";
import { paddingToken } from "../train/paddingToken";
import { planTuning } from "../train/trainables";
import { countParameters, type TuningPlan } from "../train/tuningPlan";
import type { DecoderConfig } from "../transformer/decoderConfig";
import type { DecoderSource } from "../transformer/openDecoderSource";
import type { WeightFormat } from "../transformer/weightFormat";
import { currentManifest } from "./exportJobs";
import type { FinetunePlan, FinetuneSettings, RunSummary } from "./finetuneProtocol";
import { type FinetuneTarget, tokensOfTarget } from "./finetuneTarget";
import { type FinetuneWindows, finetuneWindows } from "./finetuneWindows";
import type { OpenModel } from "./openModel";
import { planNow } from "./planJob";
import { baseIdentity } from "./runBase";
import { type KeptRun, loadRun, loadRuns, newRunId, runKey } from "./runStore";
import { standingOf } from "./runSummary";
import { unpackRunWindows } from "./savedWindows";
import { openStore } from "./storage";
import { workbench } from "./workbench";

/** A run that is ready to train: what of it is kept, but for the manifest, and its windows. */
export interface BegunRun {
  readonly kept: Omit<KeptRun, "manifest">;
  readonly config: FinetuneConfig;
  readonly windows: FinetuneWindows;
}

type Made = Pick<FinetuneRecord, "train" | "validation" | "mask">;

/** A method in the name of a run. */
const SHORT: Record<Method, (config: FinetuneConfig) => string> = {
  subnetwork: () => "Subnetwork",
  random: () => "Random",
  lora: ({ lora }) => `LoRA r${lora.rank}`,
  ia3: () => "IA3",
  ffnOnly: () => "Feed-forward",
  full: () => "Full",
};

/** A name that no kept run has. */
async function freeName(wanted: string): Promise<string> {
  const taken = new Set((await loadRuns(await openStore())).map(({ run }) => run.name));
  let name = wanted;
  for (let n = 2; taken.has(name); n++) name = `${wanted} ${n}`;
  return name;
}

/** What a config trains of a model. */
export function tuningPlan(config: FinetuneConfig, decoder: DecoderConfig, neurons: KeptRun["neurons"]): TuningPlan {
  const index = neurons?.map((layer) => Int32Array.from(layer));
  return planTuning(decoder, config, index ?? null);
}

interface NewRun {
  readonly name: string | undefined;
  readonly language: string;
  readonly config: FinetuneConfig;
  readonly neurons: KeptRun["neurons"];
  readonly weightFormat: WeightFormat;
  readonly made: Made;
  readonly equalLora: RunSummary["equalLora"];
}

async function newRun(model: OpenModel, decoder: DecoderSource, wanted: NewRun): Promise<BegunRun["kept"]> {
  const { language, config, neurons, weightFormat, made, equalLora } = wanted;
  const hasMask = config.method === "subnetwork" || config.method === "random";
  const short = `${SHORT[config.method](config)} ${language.split("_")[0]}`;
  const run: RunSummary = {
    id: newRunId(),
    name: await freeName(wanted.name?.trim() || short),
    origin: "trained",
    status: "running",
    message: null,
    method: config.method,
    language,
    model: baseIdentity(model, decoder.source, weightFormat),
    date: new Date().toISOString(),
    config,
    nNeurons: hasMask && neurons ? neurons.reduce((sum, layer) => sum + layer.length, 0) : null,
    trainableParameters: countParameters(tuningPlan(config, decoder.config, neurons)),
    seconds: 0,
    tokensPerSecond: null,
    ...standingOf({ steps: [], validations: [] }, language),
    hasDelta: false,
    equalLora: config.method === "subnetwork" ? equalLora : null,
  };
  return { run, log: null, neurons, weightFormat, made: { ...made, mask: hasMask ? made.mask : null } };
}

/** Where the text and the mask of a new run come from. */
function originOf(
  { train, validation }: FinetuneWindows,
  { neurons }: FinetuneTarget,
  settings: FinetuneSettings,
): Made {
  const { finetuneText, selection } = workbench;
  const hash = finetuneText.train!.corpus.hash;
  const nNeurons = neurons?.reduce((sum, layer) => sum + layer.length, 0) ?? 0;
  const isGiven = settings.neurons !== undefined;
  return {
    train: { hash, tokens: [{ language: train.language, tokens: train.nTokens }] },
    validation:
      validation.length === 0
        ? null
        : {
            hash: finetuneText.validation?.corpus.hash ?? hash,
            tokens: validation.map(({ language, tokens }) => ({ language, tokens })),
          },
    mask: neurons && {
      source: !isGiven && selection?.from === "lape" ? "selection" : "file",
      neurons: nNeurons,
      manifest: isGiven ? null : currentManifest(),
    },
  };
}

/** A new run by the settings. Throws what the plan says is missing. */
export async function beginNew(
  settings: FinetuneSettings,
  name: string | undefined,
  model: OpenModel,
  signal: AbortSignal,
): Promise<BegunRun> {
  const { plan, decoder, target } = await planNow(settings, model, signal);
  const config = runnable(plan);
  if (decoder.refusal !== null) throw new Error(decoder.refusal);
  const tokens = (await tokensOfTarget(target, model, signal))!;
  const padding = paddingToken(model.info, model.tokenizer, config.lossOnPadding);
  const windows = finetuneWindows(tokens, config, plan.validationWindows, padding);
  const kept = await newRun(model, decoder, {
    name,
    language: target.language!,
    config,
    neurons: target.neurons?.map((layer) => [...layer]) ?? null,
    weightFormat: plan.weightFormat,
    made: originOf(windows, target, settings),
    equalLora: plan.equalLora,
  });
  return { kept, config, windows };
}

function runnable({ missing, config }: FinetunePlan): FinetuneConfig {
  if (missing !== null) throw new RangeError(missing);
  return config;
}

async function windowsOf(id: string): Promise<FinetuneWindows> {
  const bytes = await (await openStore()).read(runKey(id, "windows"));
  if (!bytes) throw new Error("the text of this run is no longer kept: start a new run");
  return unpackRunWindows(bytes);
}

async function keptRun(id: string): Promise<KeptRun> {
  const kept = await loadRun(await openStore(), id);
  if (!kept) throw new Error(`there is no run "${id}": it was removed, or this browser never kept it`);
  return kept;
}

/** A run that goes on where it was saved. */
export async function beginAgain(id: string): Promise<BegunRun> {
  const kept = await keptRun(id);
  const { config, origin, status, name } = kept.run;
  if (origin === "imported" || !config) throw new Error(`${name} was imported: there is nothing to go on with`);
  if (status === "finished" || status === "early") throw new Error(`${name} is done: start a new run`);
  return {
    kept: { ...kept, run: { ...kept.run, status: "running", message: null } },
    config,
    windows: await windowsOf(id),
  };
}

/** The budget of a run of a mask, spent on other parameters: the same windows, steps and settings. */
export async function beginLike(
  id: string,
  method: "random" | "lora",
  model: OpenModel,
  decoder: DecoderSource,
): Promise<BegunRun> {
  const { run, neurons, weightFormat, made } = await keptRun(id);
  const { config, equalLora, language } = run;
  if (!config || !made || run.method !== "subnetwork") throw new Error(`${run.name} is no run of a mask`);
  if (method === "lora" && !equalLora) {
    throw new RangeError(`LoRA of rank 1 has more parameters than the ${run.trainableParameters} of ${run.name}`);
  }
  const rank = equalLora?.rank ?? config.lora.rank;
  const own: FinetuneConfig = {
    ...config,
    method,
    // As in the published baselines.
    resetOptimizerOnBest: false,
    lora: { ...config.lora, rank, alpha: (config.lora.alpha / config.lora.rank) * rank },
  };
  const wanted: NewRun = { name: undefined, language, config: own, neurons, weightFormat, made, equalLora: null };
  return { kept: await newRun(model, decoder, wanted), config: own, windows: await windowsOf(id) };
}
