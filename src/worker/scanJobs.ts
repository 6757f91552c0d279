import type { TokenBatch } from "../corpus/corpus";
import { findSavedScan, removeSavedScan, scanCheckpointStore } from "../export/checkpointFiles";
import type { ActivationStats } from "../lape/activationStats";
import { type ScanContext, scanStats } from "../lape/scanStats";
import type { ByteStore } from "../storage/byteStore";
import { placeSession, runOnSession, takeSession } from "./benchSession";
import { checkSession } from "./checkSession";
import type { Handler, JobContext } from "./handler";
import { NO_CORPUS, NO_MODEL } from "./missing";
import type { OpenModel } from "./openModel";
import { openSession } from "./openSession";
import { revisionClock } from "./revisionClock";
import { batchWindowsOf, fitStream } from "./scanBatch";
import { misfitOf, packCorpus, scanFolder } from "./scanPlan";
import type { ScanConfig, ScanProgress, SelfCheckSummary } from "./scanProtocol";
import { countsOf, recordOf } from "./scanRecord";
import { canScan, closeSession, type Session } from "./session";
import { openStore } from "./storage";
import { type Counts, need, setCounts, workbench } from "./workbench";

/** Beside the saved counts: how many tokens each language of the scan has. */
const planKey = (folder: string): string => `${folder}/plan`;

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);

export const savedScan: Handler<"savedScan"> = async ({ config }) => {
  const { model, corpus } = workbench;
  if (!model || !corpus || misfitOf(config, model.info, corpus) !== null) return null;
  const store = await openStore();
  const folder = await scanFolder(config, model, corpus);
  const [saved, plan] = [await findSavedScan(store, folder), await store.read(planKey(folder))];
  if (!saved || !plan) return null;
  // Whole or absent: the store's promise.
  const totals = JSON.parse(new TextDecoder().decode(plan)) as number[];
  const languages = saved.languages.map((language, k) => ({
    language,
    tokensDone: saved.n[k]!,
    tokensTotal: totals[k]!,
  }));
  return { languages, tokensDone: sum(saved.n), tokensTotal: sum(totals) };
};

/** Counts what is not counted yet of the scan that `config` describes; the counts so far are on the bench all the while. */
export const scan: Handler<"scan"> = async (config, { signal, onProgress }) => {
  const model = need(workbench.model, NO_MODEL);
  const corpus = need(workbench.corpus, NO_CORPUS);
  const store = await openStore();
  const tellPacked = (packed: readonly TokenBatch[]) => onProgress(waiting("tokenizing", packed));
  tellPacked([]);
  const batches = await packCorpus(config, model, corpus, signal, tellPacked);
  const folder = await scanFolder(config, model, corpus);
  if (config.startOver) await removeSavedScan(store, folder);
  const totals = batches.map(({ nTokens }) => nTokens);
  await store.write(planKey(folder), new TextEncoder().encode(JSON.stringify(totals)));

  const { session, selfCheck } = await openChecked(config, model, batches, store, { signal, onProgress });
  // A saved scan goes on with its own.
  const batchWindows =
    (await findSavedScan(store, folder))?.batchWindows ?? (await batchWindowsOf(config, session, batches[0]!.seqLen));
  const record = await recordOf(config, session, corpus, batches, selfCheck, batchWindows);
  const begun = performance.now();
  const isDue = revisionClock();
  let tokensBefore: number | null = null;
  let soFar: ActivationStats | null = null;
  const show = (stats: ActivationStats, complete: boolean): Counts => {
    const seconds = (performance.now() - begun) / 1000;
    const counted = sum(stats.n) - (tokensBefore ?? 0);
    const run =
      counted > 0 ? { seconds, tokensPerSecond: counted / seconds } : { seconds: null, tokensPerSecond: null };
    const counts = countsOf(stats, complete, record, { ...run, selfCheck });
    setCounts(counts);
    return counts;
  };
  try {
    const context: ScanContext = {
      source: session.source,
      device: session.gpu?.device,
      signal,
      checkpoint: scanCheckpointStore(store, folder),
      onProgress: ({ stats, ...progress }) => {
        tokensBefore ??= progress.tokensDone;
        soFar = stats;
        if (progress.tokensDone > 0 && isDue()) show(stats, false);
        onProgress({ ...progress, step: "scanning", revision: workbench.revision });
      },
    };
    // A device that is lost takes the session with it; the next scan opens a new one and goes on from what was saved.
    const stats = await runOnSession(session, () => scanStats(batches, { batchWindows }, context));
    return { ...show(stats, true).summary, revision: workbench.revision };
  } catch (error) {
    if (soFar && sum((soFar as ActivationStats).n) > 0) show(soFar, false);
    throw error;
  }
};

/** Progress before anything is counted, of the languages whose tokens are ready. */
function waiting(step: ScanProgress["step"], batches: readonly TokenBatch[]): ScanProgress {
  const languages = batches.map(({ language, nTokens }) => ({ language, tokensDone: 0, tokensTotal: nTokens }));
  const tokensTotal = sum(batches.map(({ nTokens }) => nTokens));
  const { revision } = workbench;
  return { step, languages, tokensDone: 0, tokensTotal, tokensPerSecond: null, secondsLeft: null, revision };
}

/** The model open on a device whose gates are right, or on wasm; tells what the self-check found as soon as it is known. */
async function openChecked(
  config: ScanConfig,
  model: OpenModel,
  batches: readonly TokenBatch[],
  store: ByteStore,
  { signal, onProgress }: JobContext<ScanProgress>,
): Promise<{ session: Session; selfCheck: SelfCheckSummary | null }> {
  let selfCheck: SelfCheckSummary | null = null;
  const tell = () => onProgress({ ...waiting("self-check", batches), ...(selfCheck ? { selfCheck } : {}) });
  tell();
  const opened = await sessionToScan(model, signal);
  const fitted = await fitStream(config, opened, batches[0]!.seqLen);
  const session = await checkSession(fitted, firstWindow(batches), {
    store,
    recheck: config.recheck ?? false,
    signal,
    onResult(summary) {
      selfCheck = summary;
      tell();
    },
  });
  placeSession(session);
  return { session, selfCheck };
}

/** The session on the bench, or a new one where training has left its own there. */
async function sessionToScan(model: OpenModel, signal: AbortSignal): Promise<Session> {
  const open = takeSession();
  if (open && canScan(open)) return open;
  if (open) await closeSession(open);
  return openSession(model, { signal });
}

/** One window of the scan's own length for the self-check, unpadded where there is one. */
function firstWindow(batches: readonly TokenBatch[]): Int32Array<ArrayBuffer> {
  const full = batches.find(({ lengths, seqLen }) => lengths.includes(seqLen)) ?? batches[0]!;
  const { ids, lengths, seqLen } = full;
  const w = Math.max(0, lengths.indexOf(seqLen));
  return ids.slice(w * seqLen, (w + 1) * seqLen);
}
