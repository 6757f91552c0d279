import type { TokenBatch } from "../corpus/corpus";
import { type ErrorWatch, watchErrors } from "../gpu/watchErrors";
import type { ActivationSource } from "../model/activationSource";
import type { ActivationStats } from "./activationStats";
import { addBatchCounts } from "./batchCounts";
import { cpuCounter } from "./cpuCounter";
import { type Counted, countBatch } from "./gateCounter";
import { gpuCounter } from "./gpuCounter";
import { nextTask } from "./nextTask";
import { checkCheckpoint, firstCheckpoint, type ScanCheckpoint, type ScanCheckpointStore } from "./scanCheckpoint";
import { rateMeter, type ScanProgress, scanProgress } from "./scanProgress";
import { scanSaver } from "./scanSaver";
import { checkBatches, type ScanStep, scanSteps } from "./scanSteps";

export interface ScanStatsConfig {
  /** Windows a run; a saved scan goes on with its own. */
  readonly batchWindows: number;
  /** Milliseconds between saves; 3000 unless given. */
  readonly saveEveryMs?: number;
  /** Milliseconds between reports within a run; 1000 unless given. What is counted is reported at once. */
  readonly reportEveryMs?: number;
}

export interface ScanContext {
  readonly source: ActivationSource;
  /** The device that the source's gates lie on; left out where they come in memory. */
  readonly device?: GPUDevice | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ScanProgress) => void;
  readonly checkpoint?: ScanCheckpointStore | undefined;
}

/** A step the model has run. */
interface Launched extends Counted {
  readonly step: ScanStep;
}

/** What an error is about. */
interface Where {
  readonly language: string;
  readonly step: ScanStep;
  readonly errors: ErrorWatch | undefined;
  readonly signal: AbortSignal;
}

/**
 * Counts the active gates of one language after the other, in runs of fixed windows; the model runs one step ahead of the
 * counts that come back. What was counted is saved now and then, at an abort and at a failure; the same call then goes on
 * from there, and gives bit for bit what a scan without a break gives. Rejects with `signal.reason` when aborted, otherwise
 * with an Error that names language and windows, and the layer whose gates are NaN or infinite.
 */
export async function scanStats(
  batches: readonly TokenBatch[],
  config: ScanStatsConfig,
  { source, device, signal, onProgress, checkpoint }: ScanContext,
): Promise<ActivationStats> {
  if (!Number.isInteger(config.batchWindows) || config.batchWindows < 1) {
    throw new RangeError(`batchWindows must be a positive integer, not ${config.batchWindows}`);
  }
  checkBatches(batches);
  const saved = await checkpoint?.load();
  if (saved) checkCheckpoint(saved, batches, source);
  let scan: ScanCheckpoint = saved ?? firstCheckpoint(batches, source, config.batchWindows);

  const saver = scanSaver(checkpoint, config.saveEveryMs ?? 3000);
  const rate = rateMeter();
  let reportedMs = 0;
  const report = (tokensComing = 0): void => {
    reportedMs = performance.now();
    const tokensRunning = launched.reduce((tokens, { step }) => tokens + step.nTokens, tokensComing);
    onProgress(scanProgress(batches, scan.stats, tokensRunning, (tokens) => rate(tokens, reportedMs)));
  };
  const errors = device && watchErrors(device);
  const counter = device ? gpuCounter(device, source) : cpuCounter(source);
  const where = (step: ScanStep): Where => ({ language: batches[step.language]!.language, step, errors, signal });
  const launched: Launched[] = []; // oldest first
  const settleOldest = async (): Promise<void> => {
    const { step, counts } = launched[0]!;
    await naming(where(step), async () => {
      const done = await counts;
      errors?.check();
      addBatchCounts(scan.stats, step.language, step.nTokens, done);
    });
    launched.shift();
    scan = { ...scan, position: { language: step.language, window: step.to } };
    saver.touch(step.language);
    report();
  };

  try {
    report();
    for (const step of scanSteps(batches, scan.batchWindows, scan.position)) {
      await nextTask();
      signal.throwIfAborted();
      const onShare = (share: number): void => {
        if (performance.now() - reportedMs >= (config.reportEveryMs ?? 1000)) report(share * step.nTokens);
      };
      const counted = await naming(where(step), () => countBatch(source, counter, step.windows, { signal, onShare }));
      launched.push({ step, ...counted });
      if (launched.length > 1) await settleOldest();
      await saver.whenDue(scan);
    }
    while (launched.length > 0) await settleOldest();
    await saver.now(scan);
    return scan.stats;
  } catch (error) {
    await settleRest(launched, settleOldest);
    await saver.now(scan);
    throw error;
  } finally {
    counter.release();
    errors?.stop();
  }
}

/** Takes in what was launched before a failure or an abort; what failed, and all after it, is left to be run again. */
async function settleRest(launched: readonly Launched[], settleOldest: () => Promise<void>): Promise<void> {
  try {
    while (launched.length > 0) await settleOldest();
  } catch {
    // The failure that is being reported, or one that followed from it.
  }
}

/** Runs `work`, and says of its errors, but an abort, which language and windows they are about. What the GPU reported comes first. */
async function naming<T>({ language, step, errors, signal }: Where, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (signal.aborted && thrown === signal.reason) throw thrown;
    const cause = (await errors?.failureSoon()) ?? thrown;
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${language}, windows ${step.from} to ${step.to - 1}: ${message}`, { cause });
  }
}
