import { test } from "vitest";
import { commands } from "vitest/browser";
import type { Gpu } from "../../src/gpu/device";
import { scanStats } from "../../src/lape/scanStats";
import { selectNeurons } from "../../src/lape/selectNeurons";
import { createTuning } from "../../src/train/createTuning";
import { evaluateLoss } from "../../src/train/evaluateLoss";
import { finetune } from "../../src/train/finetune";
import type { FinetuneConfig, Method } from "../../src/train/finetuneConfig";
import { FINETUNE_PRESETS } from "../../src/train/finetunePresets";
import { loraRankAtMost } from "../../src/train/loraRank";
import { planTuning } from "../../src/train/trainables";
import { countParameters } from "../../src/train/tuningPlan";
import { decoderSource } from "../../src/transformer/decoderSource";
import type { Tuning } from "../../src/transformer/tuning";
import { needDevice } from "../browserReport";
import { openSampleDecoder, type SampleDecoder } from "../sampleDecoder";
import type { ExperimentResult, ExperimentRun, Losses } from "./experimentResult";
import { LANGUAGES, windowsOf } from "./experimentText";

declare module "vitest/browser" {
  interface BrowserCommands {
    saveExperiment(result: ExperimentResult): Promise<void>;
    say(line: string): Promise<void>;
  }
}

const TARGET = "cym_Latn";
/** As Gurgurov et al. select, and as the sample's golden masks were. */
const LAPE = { topRate: 0.05, filterRate: 0.95, activationBarRatio: 0.95 };
const SCAN_SEQ_LEN = 256;
const SCAN_BATCH = 4;
const TRAINED_TOKENS = 8192;
const SEQ_LEN = 64;
const LOSS_WINDOWS = { target: 24, other: 6 };
const LOSS_BATCH = 6;

const TEXT = {
  scan: "udhr",
  train: `finetune/${TARGET}.train.txt`,
  target: `finetune/${TARGET}.valid.txt`,
  others: "interface",
};

const { signal } = new AbortController();
const say = (line: string): Promise<void> => commands.say(line);

/** The neurons of the target language, by layer, from a scan of all sixteen. */
async function neuronsOf({ decoder }: SampleDecoder) {
  const batches = await Promise.all(
    LANGUAGES.map((language) => windowsOf(`${TEXT.scan}/${language}.txt`, language, { seqLen: SCAN_SEQ_LEN })),
  );
  const { device } = decoder;
  const context = { source: decoderSource(decoder), device, signal, onProgress: () => undefined };
  const stats = await scanStats(batches, { batchWindows: SCAN_BATCH }, context);
  const { mask } = await selectNeurons(stats, LAPE);
  const neurons = mask.neurons[mask.languages.indexOf(TARGET)]!.map((index) => [...index]);
  return { neurons, tokens: batches.reduce((sum, { nTokens }) => sum + nTokens, 0) };
}

/** The texts that losses are measured on: the target's first. */
const lossBatches = () =>
  Promise.all(
    [TARGET, ...LANGUAGES.filter((language) => language !== TARGET)].map((language) => {
      const isTarget = language === TARGET;
      const path = isTarget ? TEXT.target : `${TEXT.others}/${language}.txt`;
      return windowsOf(path, language as typeof TARGET, {
        seqLen: SEQ_LEN,
        most: isTarget ? LOSS_WINDOWS.target : LOSS_WINDOWS.other,
      });
    }),
  );

async function lossesOf(
  { decoder }: SampleDecoder,
  batches: Awaited<ReturnType<typeof lossBatches>>,
  tuning?: Tuning,
): Promise<Losses> {
  const losses: Record<string, number> = {};
  for (const batch of batches) {
    const { language, lossNats } = await evaluateLoss(batch, { decoder, tuning, batchWindows: LOSS_BATCH, signal });
    losses[language] = lossNats;
  }
  return losses;
}

/** The runs: the preset for small models, all over the same windows in the same order. */
function runsOf(rankOfSameBudget: number): { readonly name: string; readonly config: FinetuneConfig }[] {
  const preset = (method: Method): FinetuneConfig => ({
    ...FINETUNE_PRESETS.small.config(method),
    seqLen: SEQ_LEN,
    steps: TRAINED_TOKENS / (2 * SEQ_LEN),
    batchSize: 2,
    validateEvery: null,
  });
  const methods = ["subnetwork", "random", "ffnOnly", "lora", "full"] as const;
  const small = { rank: rankOfSameBudget, alpha: 2 * rankOfSameBudget, dropout: 0 };
  return [
    ...methods.map((method) => ({ name: method, config: preset(method) })),
    { name: "lora, same budget", config: { ...preset("lora"), lora: small } },
  ];
}

const adapterOf = ({ adapterInfo, isSoftware }: Gpu): string =>
  [adapterInfo.vendor, adapterInfo.architecture, adapterInfo.description, isSoftware ? "(software)" : ""]
    .filter((part) => part !== "")
    .join(" ");

test("what does each method do to its language and to the others?", async () => {
  const begin = performance.now();
  const gpu = await needDevice();
  const sample = await openSampleDecoder(gpu.device, "model.safetensors");
  const { config: model, decoder, base } = sample;

  const { neurons, tokens } = await neuronsOf(sample);
  const nNeurons = neurons.reduce((sum, { length }) => sum + length, 0);
  await say(`scanned ${tokens} tokens: ${nNeurons} neurons of ${TARGET}`);
  const train = await windowsOf(TEXT.train, TARGET, { seqLen: SEQ_LEN });
  const batches = await lossBatches();
  const before = await lossesOf(sample, batches);
  await say(`${TARGET} before: ${before[TARGET]!.toFixed(4)} nats`);

  const subnetwork = planTuning(model, FINETUNE_PRESETS.small.config("subnetwork"), neurons);
  const size = loraRankAtMost(model, countParameters(subnetwork));
  const runs: ExperimentRun[] = [];
  for (const { name, config } of runsOf(size?.rank ?? 1)) {
    const plan = planTuning(model, config, neurons);
    const tuning = await createTuning(plan, base, gpu.device, { seed: config.seed });
    const context = { decoder, tuning, signal, onProgress: () => undefined };
    const log = await finetune({ train, validation: [] }, config, context);
    const after = await lossesOf(sample, batches, tuning.tuning);
    tuning.destroy();
    runs.push({
      name,
      config,
      trainableParameters: log.trainableParameters,
      trainedTokens: log.steps.at(-1)!.tokens,
      stepLosses: log.steps.map(({ lossNats }) => lossNats),
      after,
      seconds: log.seconds,
    });
    await say(`${name}: ${TARGET} ${after[TARGET]!.toFixed(4)} nats after ${log.seconds.toFixed(0)} s of training`);
  }
  await commands.saveExperiment({
    date: new Date().toISOString().slice(0, 10),
    adapter: adapterOf(gpu),
    minutes: (performance.now() - begin) / 60_000,
    model: "babel-7m, model.safetensors (f16)",
    modelParameters: countParameters(planTuning(model, FINETUNE_PRESETS.small.config("full"), null)),
    target: TARGET,
    scan: { text: TEXT.scan, tokens, lape: LAPE },
    neurons,
    trainText: TEXT.train,
    targetText: TEXT.target,
    othersText: TEXT.others,
    lossTokens: { target: LOSS_WINDOWS.target * SEQ_LEN, other: LOSS_WINDOWS.other * SEQ_LEN },
    before,
    runs,
  });
  sample.release();
  gpu.device.destroy();
});
