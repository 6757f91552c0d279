import { watchErrors } from "../gpu/watchErrors";
import { nextTask } from "../lape/nextTask";
import { checkFinetuneConfig, checkWindows } from "./checkFinetuneConfig";
import { DivergedError, risingNorm } from "./divergence";
import { explainDivergence } from "./explainDivergence";
import type { FinetuneConfig } from "./finetuneConfig";
import { type FinetuneProgress, progressMeter, runClock } from "./finetuneProgress";
import { judgeStep } from "./judgeStep";
import { failureOf, nameErrors } from "./nameErrors";
import { bestStep, isOutOfPatience, isValidationDue, momentUpdate } from "./runHistory";
import { runSaver } from "./runSaver";
import { type FinetuneInput, openRun, type RunParts } from "./trainingRun";
import type { TrainLog } from "./trainLog";
import type { StepOutcome } from "./trainStep";
import { countParameters } from "./tuningPlan";
import { validateRun } from "./validateRun";

export interface FinetuneContext extends RunParts {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: FinetuneProgress) => void;
  /** Milliseconds between saves; 10,000 unless given. */
  readonly saveEveryMs?: number;
}

/**
 * Trains what the tuning holds, whatever its method is; the GPU has the next step to do while the last is read back. The run is
 * saved behind its first step, now and then, at an abort, at its end, and before a step whose gradients are not finite, but not
 * while its norm rises: the last steps of a run that stops then are lost, though progress told of them. The same call then goes on
 * from what was saved, and gives bit for bit what a run without a break gives on the same device. A finished run gives its log again.
 * Rejects with `signal.reason` when aborted, with a DivergedError that names step and layer when the loss or the gradients
 * run away, otherwise with an Error that names the step. The weights of the best validation are in the checkpoint.
 */
export async function finetune(
  input: FinetuneInput,
  config: FinetuneConfig,
  context: FinetuneContext,
): Promise<TrainLog> {
  checkFinetuneConfig(config);
  checkWindows(input, config);
  const { decoder, tuning, checkpoint, signal, onProgress } = context;
  const target = input.train.language;
  const names = tuning.parameters.map(({ name }) => name);
  const errors = watchErrors(decoder.device);
  const naming = nameErrors(errors, signal);
  const run = await naming("opening the run", () => openRun(input, config, context)).catch((error: unknown) => {
    errors.stop();
    throw error;
  });
  const { history } = run;
  const clock = runClock(run.secondsBefore);
  const meter = progressMeter(config, history, clock);
  const launched: { readonly step: number; readonly outcome: Promise<StepOutcome> }[] = []; // oldest first
  const position = (): string => `${history.steps.length} ${history.validations.length}`;
  const save = checkpoint ? () => clock.apart("saving", () => run.save(checkpoint, clock.trainingMs() / 1000)) : null;
  const saver = runSaver(save, position, run.saved && position(), context.saveEveryMs ?? 10_000);
  let savedStep = run.saved ? history.steps.length : null;
  const saveNow = async (): Promise<void> => {
    await naming(`saving after step ${history.steps.length}`, () => saver.save());
    if (checkpoint) savedStep = history.steps.length;
  };
  /** Weights of a norm that is rising may be the first bad ones: what was saved before it stays, and later steps are made again. */
  const saveSound = async (): Promise<void> => {
    if (!risingNorm(history.steps)) await saveNow();
  };

  const settleOldest = async (): Promise<void> => {
    const { step, outcome } = launched[0]!;
    const known = await naming(`step ${step}`, async () => {
      const read = await outcome;
      errors.check();
      return read;
    });
    history.steps.push(judgeStep(known, history.steps, names));
    launched.shift();
    onProgress(meter(null));
  };
  const settleAll = async (): Promise<void> => {
    while (launched.length > 0) await settleOldest();
  };
  const validate = async (step: number): Promise<void> => {
    const lossNats = await validateRun(step, input.validation, {
      decoder,
      tuning: tuning.tuning,
      batchWindows: config.batchSize,
      signal,
      onProgress: (progress) => onProgress(meter(progress)),
    });
    history.validations.push({ step, tokens: history.steps.at(-1)?.tokens ?? 0, lossNats });
    if (bestStep(history, target) === step) await run.takeBest();
    onProgress(meter(null));
  };
  const log = (stopped: TrainLog["stopped"]): TrainLog => ({
    config,
    language: target,
    trainableParameters: countParameters(tuning.plan),
    steps: history.steps,
    validations: history.validations,
    bestStep: bestStep(history, target),
    seconds: clock.trainingMs() / 1000,
    stopped,
  });

  try {
    onProgress(meter(null));
    for (;;) {
      await nextTask();
      signal.throwIfAborted();
      const done = history.steps.length + launched.length;
      if (input.validation.length > 0 && isValidationDue(done, history, config)) {
        await settleAll();
        await clock.apart("validation", () => naming(`validation after step ${done}`, () => validate(done)));
      }
      const isOver = done === config.steps;
      if (isOver || isOutOfPatience(history, target, config)) {
        await settleAll();
        await saveNow();
        return log(isOver ? "finished" : "early");
      }
      const step = done + 1;
      const update = momentUpdate(step, history, target, config);
      launched.push({ step, ...(await naming(`step ${step}`, () => run.launcher.launch(step, update))) });
      if (launched.length > 1) await settleOldest();
      // The first step is saved at once: whatever runs away later then leaves sound weights behind.
      if (saver.isDue() || (checkpoint && savedStep === null)) {
        await settleAll();
        await saveSound();
      }
    }
  } catch (thrown) {
    const failure = signal.aborted && thrown === signal.reason ? await failureOf(settleAll, thrown) : thrown;
    const isStopped = signal.aborted && failure === signal.reason;
    if (isStopped || (failure instanceof DivergedError && failure.divergence.weightsAreGood)) await saveSound();
    if (!(failure instanceof DivergedError)) throw failure;
    throw await explainDivergence(failure, run.launcher, decoder.config.nLayers, savedStep);
  } finally {
    errors.stop();
    run.destroy();
  }
}
