import type { FinetuneConfig, Method } from "../train/finetuneConfig";
import { planTuning, TRAINABLES } from "../train/trainables";
import { countParameters } from "../train/tuningPlan";
import type { DecoderSource } from "../transformer/openDecoderSource";
import type { WeightFormat } from "../transformer/weightFormat";
import type { OpenModel } from "./openModel";
import { baseIdentity } from "./runBase";
import type { RunSummary } from "./runProtocol";
import { type KeptRun, loadRuns, newRunId } from "./runStore";
import { standingOf } from "./runSummary";
import { openStore } from "./storage";

/** What a new run is asked for. */
export interface WantedRun {
  /** By its method and language when left out. */
  readonly name: string | undefined;
  readonly language: string;
  /** Where less than all of the text is trained on: so many windows, which its name then says. */
  readonly trainWindows?: number | undefined;
  readonly config: FinetuneConfig;
  readonly neurons: KeptRun["neurons"];
  readonly weightFormat: WeightFormat;
  readonly made: NonNullable<KeptRun["made"]>;
  readonly equalLora: RunSummary["equalLora"];
}

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

/** A run that has not begun. */
export async function newRun(
  model: OpenModel,
  decoder: DecoderSource,
  wanted: WantedRun,
): Promise<Omit<KeptRun, "manifest">> {
  const { language, config, neurons, weightFormat, made, equalLora } = wanted;
  const hasMask = TRAINABLES[config.method].needsNeurons;
  const part = wanted.trainWindows === undefined ? "" : `, ${wanted.trainWindows} windows`;
  const short = `${SHORT[config.method](config)} ${language.split("_")[0]}${part}`;
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
    trainableParameters: countParameters(planTuning(decoder.config, config, neurons)),
    seconds: 0,
    tokensPerSecond: null,
    ...standingOf({ steps: [], validations: [] }, language),
    hasDelta: false,
    equalLora: config.method === "subnetwork" ? equalLora : null,
  };
  return { run, log: null, neurons, weightFormat, made: { ...made, mask: hasMask ? made.mask : null } };
}
