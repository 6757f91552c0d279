import type { FinetuneConfig } from "../train/finetuneConfig";
import { paddingToken } from "../train/paddingToken";
import type { DecoderSource } from "../transformer/openDecoderSource";
import { currentManifest } from "./exportJobs";
import type { FinetunePlan, FinetuneSettings } from "./finetunePlanProtocol";
import { type FinetuneTarget, tokensOfTarget } from "./finetuneTarget";
import { type FinetuneWindows, finetuneWindows } from "./finetuneWindows";
import { newRun, type WantedRun } from "./newRun";
import type { OpenModel } from "./openModel";
import { planNow } from "./planJob";
import { findRun } from "./runJobs";
import { textOrigin } from "./runOrigin";
import { type KeptRun, runKey } from "./runStore";
import { unpackRunWindows } from "./savedWindows";
import { openStore } from "./storage";
import { splitWatched } from "./watchedText";
import { workbench } from "./workbench";

/** A run that is ready to train: what of it is kept, but for the manifest, and its windows. */
export interface BegunRun {
  readonly kept: Omit<KeptRun, "manifest">;
  readonly config: FinetuneConfig;
  readonly windows: FinetuneWindows;
}

/** Where the text and the mask of a new run come from. */
function originOf(
  windows: FinetuneWindows,
  { neurons }: FinetuneTarget,
  settings: FinetuneSettings,
): NonNullable<KeptRun["made"]> {
  const { finetuneText, corpus, selection } = workbench;
  const isGiven = settings.neurons !== undefined;
  const hashes = {
    train: finetuneText.train!.corpus.hash,
    validation: finetuneText.validation?.corpus.hash ?? null,
    corpus: corpus?.corpus.hash ?? null,
  };
  return {
    ...textOrigin(windows, hashes),
    mask: neurons && {
      source: !isGiven && selection?.from === "lape" ? "selection" : "file",
      neurons: neurons.reduce((sum, layer) => sum + layer.length, 0),
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
  const all = (await tokensOfTarget(target, model, signal))!;
  const tokens = { ...all, watched: splitWatched(all.watched, config).filling };
  const padding = paddingToken(model.info, model.tokenizer, config.lossOnPadding);
  const windows = finetuneWindows(tokens, config, plan.validationWindows, padding, settings.trainWindows);
  const kept = await newRun(model, decoder, {
    name,
    language: target.language!,
    trainWindows: settings.trainWindows,
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

/** A run that goes on where it was saved. */
export async function beginAgain(id: string): Promise<BegunRun> {
  const kept = await findRun(id);
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
  const { run, neurons, weightFormat, made } = await findRun(id);
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
  const wanted: WantedRun = { name: undefined, language, config: own, neurons, weightFormat, made, equalLora: null };
  return { kept: await newRun(model, decoder, wanted), config: own, windows: await windowsOf(id) };
}
