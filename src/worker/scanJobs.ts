import { version } from "../../package.json";
import type { TokenBatch } from "../corpus/corpus";
import { findSavedScan, removeSavedScan, scanCheckpointStore } from "../export/checkpointFiles";
import { GpuError } from "../gpu/watchErrors";
import type { ActivationStats } from "../lape/activationStats";
import { scanStats } from "../lape/scanStats";
import { loadRuntime } from "../model/onnxRuntime";
import type { Handler } from "./handler";
import { NO_CORPUS, NO_MODEL } from "./missing";
import type { OpenModel } from "./openModel";
import type { ScanConfig, SelfCheckSummary } from "./protocol";
import { revisionClock } from "./revisionClock";
import { batchWindowsOf, packCorpus, packingOf, scanFolder } from "./scanPlan";
import { checkSession, openSession, type Session } from "./session";
import { openStore } from "./storage";
import { type Counts, need, type OpenCorpus, setCounts, workbench } from "./workbench";

/** Beside the saved counts: how many tokens the whole scan has. */
const planKey = (folder: string): string => `${folder}/plan`;

export const savedScan: Handler<"savedScan"> = async ({ config }) => {
  const { model, corpus } = workbench;
  if (!model || !corpus) return null;
  const store = await openStore();
  const folder = await scanFolder(config, model, corpus);
  const [saved, plan] = [await findSavedScan(store, folder), await store.read(planKey(folder))];
  if (!saved || !plan) return null;
  const { tokensTotal } = JSON.parse(new TextDecoder().decode(plan)) as { tokensTotal: number };
  return { tokensDone: saved.n.reduce((sum, n) => sum + n, 0), tokensTotal };
};

export const scan: Handler<"scan"> = async (config, { signal, onProgress }) => {
  const model = need(workbench.model, NO_MODEL);
  const corpus = need(workbench.corpus, NO_CORPUS);
  const store = await openStore();
  const batches = await packCorpus(config, model, corpus, signal);
  const folder = await scanFolder(config, model, corpus);
  if (config.startOver) await removeSavedScan(store, folder);
  const tokensTotal = batches.reduce((sum, { nTokens }) => sum + nTokens, 0);
  await store.write(planKey(folder), new TextEncoder().encode(JSON.stringify({ tokensTotal })));

  const started = performance.now();
  let selfCheck: SelfCheckSummary | null = null;
  const waiting = { languages: [], tokensDone: 0, tokensTotal, tokensPerSecond: null, secondsLeft: null };
  const tellCheck = () => {
    const found = selfCheck ? { selfCheck } : {};
    onProgress({ ...waiting, step: "self-check", revision: workbench.revision, ...found });
  };
  tellCheck();
  const opened = workbench.session ?? (await openSession(model, signal));
  workbench.session = null;
  const session = await checkSession(opened, firstWindow(batches), store, signal, (summary) => {
    selfCheck = summary;
    tellCheck();
  });
  workbench.session = session;

  const record = await describe(config, session, corpus, batches, selfCheck);
  let tokensAtStart: number | null = null;
  const put = (stats: ActivationStats, complete: boolean): void => {
    const seconds = (performance.now() - started) / 1000;
    const done = stats.n.reduce((sum, n) => sum + n, 0);
    tokensAtStart ??= done;
    setCounts(
      toCounts(stats, complete, record, { seconds, selfCheck, tokensPerSecond: (done - tokensAtStart) / seconds }),
    );
  };
  const isDue = revisionClock();
  try {
    const stats = await scanStats(
      batches,
      { batchWindows: batchWindowsOf(config, session, batches[0]!.seqLen) },
      {
        source: session.source,
        device: session.gpu?.device,
        signal,
        checkpoint: scanCheckpointStore(store, folder),
        onProgress: ({ stats, ...progress }) => {
          if (isDue() && progress.tokensDone > 0) put(stats, false);
          onProgress({ ...progress, step: "scanning", revision: workbench.revision });
        },
      },
    );
    put(stats, true);
  } catch (error) {
    // A lost device took the session with it; the next scan opens a new one and goes on from what was saved.
    if (isDeviceLost(error)) workbench.session = null;
    throw error;
  }
  return { ...workbench.counts!.summary, revision: workbench.revision };
};

function isDeviceLost(error: unknown): boolean {
  if (error instanceof GpuError) return error.deviceLost;
  return error instanceof Error && isDeviceLost(error.cause);
}

/** One unpadded window of the scan's own length, for the self-check. */
function firstWindow(batches: readonly TokenBatch[]): Int32Array<ArrayBuffer> {
  for (const { ids, lengths, seqLen } of batches) {
    const w = lengths.indexOf(seqLen);
    if (w >= 0) return ids.slice(w * seqLen, (w + 1) * seqLen);
  }
  const { ids, seqLen } = batches[0]!;
  return ids.slice(0, seqLen);
}

async function describe(
  config: ScanConfig,
  { model, gpu }: Session,
  { corpus }: OpenCorpus,
  batches: readonly TokenBatch[],
  selfCheck: SelfCheckSummary | null,
): Promise<Counts["record"]> {
  const { name, nLayers, dMlp } = model.info;
  return {
    appVersion: version,
    date: new Date(),
    model: { name, hash: model.hash, dtype: model.dtype, nLayers, dMlp },
    corpus: { hash: corpus.hash, tokens: batches.map(({ language, nTokens }) => ({ language, tokens: nTokens })) },
    scan: packingOf(config, model.info),
    versions: { "onnxruntime-web": (await loadRuntime()).version },
    adapter: gpu && { ...gpu.adapterInfo, features: gpu.features },
    provider: model.provider,
    selfCheck,
  };
}

function toCounts(
  stats: ActivationStats,
  complete: boolean,
  record: Counts["record"],
  run: Pick<Counts["summary"], "seconds" | "tokensPerSecond" | "selfCheck">,
): Counts {
  const summary: Counts["summary"] = {
    complete,
    languages: stats.languages,
    n: [...stats.n],
    nLayers: stats.nLayers,
    dMlp: stats.dMlp,
    source: "scan",
    provider: record.provider as OpenModel["provider"],
    ...run,
    seqLen: record.scan!.seqLen,
    modelName: record.model!.name,
    date: record.date.toISOString(),
  };
  return { stats, summary, record };
}
