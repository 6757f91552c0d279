import { dependencies, version } from "../../package.json";
import { buildFinetuneManifest } from "../export/finetuneManifest";
import { createTuning, type TrainableTuning } from "../train/createTuning";
import { finetune as train } from "../train/finetune";
import type { FinetuneProgress as TrainProgress } from "../train/finetuneProgress";
import type { RunCheckpointStore } from "../train/runCheckpoint";
import { savedRun } from "../train/savedRun";
import { planTuning } from "../train/trainables";
import type { TrainLog } from "../train/trainLog";
import type { DecoderSource } from "../transformer/openDecoderSource";
import { type BegunRun, beginAgain, beginLike, beginNew } from "./beginRun";
import { benchEngine } from "./benchEngine";
import { runOnSession } from "./benchSession";
import { decoderOf } from "./decoderOf";
import type { FinetuneProgress, FinetuneRequest } from "./finetuneProtocol";
import type { Handler, JobContext } from "./handler";
import { NO_MODEL } from "./missing";
import type { OpenModel } from "./openModel";
import { baseIdentity, checkBase } from "./runBase";
import { keepDelta } from "./runDelta";
import { runFailure } from "./runFailure";
import { withRunLock } from "./runLock";
import type { RunSummary } from "./runProtocol";
import { type KeptRun, runKey, saveRun } from "./runStore";
import { atLastSave, logSoFar, unsavedSteps, withProgress } from "./runSummary";
import { packRunWindows } from "./savedWindows";
import type { EngineSession } from "./session";
import { openStore } from "./storage";
import { need, workbench } from "./workbench";

type Context = JobContext<FinetuneProgress>;

/** The page hears of no more steps a second. */
const TELL_EVERY_MS = 100;

const WAITING: Omit<FinetuneProgress, "step"> = {
  bytesDone: 0,
  bytesTotal: 0,
  run: null,
  stepsTotal: 0,
  tokensPerSecond: null,
  secondsLeft: null,
};

async function begin(
  request: FinetuneRequest,
  model: OpenModel,
  decoder: DecoderSource,
  { signal }: Context,
): Promise<BegunRun> {
  if ("resume" in request) return beginAgain(request.resume);
  if ("settings" in request) return beginNew(request.settings, request.name, model, signal);
  return beginLike(request.like, request.method, model, decoder);
}

function manifestOf({ kept: { run, made }, config }: BegunRun, { model, gpu }: EngineSession): KeptRun["manifest"] {
  const { name, nLayers, dMlp } = model.info;
  return buildFinetuneManifest({
    appVersion: version,
    date: new Date(run.date),
    model: { ...run.model, name, nLayers, dMlp },
    versions: { "@huggingface/tokenizers": dependencies["@huggingface/tokenizers"] },
    adapter: { ...gpu.adapterInfo, features: gpu.features },
    provider: "wgsl",
    browser: navigator.userAgent,
    language: run.language,
    ...made!,
    config,
    trainableParameters: run.trainableParameters,
  });
}

/** Trains, or goes on with a run, and keeps it: what is left when it stops is always a run that can go on or be exported. */
export const finetune: Handler<"finetune"> = async (request, context) => {
  const { signal, onProgress } = context;
  const model = need(workbench.model, NO_MODEL);
  onProgress({ ...WAITING, step: "tokenizing" });
  const decoder = await decoderOf(model);
  if (decoder.refusal !== null) throw new Error(decoder.refusal);
  const begun = await begin(request, model, decoder, context);
  checkBase(begun.kept, baseIdentity(model, decoder.source, begun.kept.weightFormat));
  return withRunLock(begun.kept.run.id, async () => {
    const session = await benchEngine(model, begun.kept.weightFormat, {
      signal,
      onProgress: (bytesDone, bytesTotal) => onProgress({ ...WAITING, step: "weights", bytesDone, bytesTotal }),
    });
    return runOnSession(session, () => trainRun(begun, session, context)).finally(() => {
      workbench.training = null;
    });
  });
};

async function trainRun(begun: BegunRun, session: EngineSession, { signal, onProgress }: Context): Promise<RunSummary> {
  const { config, windows } = begun;
  const { engine, gpu } = session;
  const { id } = begun.kept.run;
  const store = await openStore();
  let kept: KeptRun = { ...begun.kept, manifest: manifestOf(begun, session) };
  const note = (run: RunSummary, log = kept.log): void => {
    // A person may have renamed it since.
    const { name } = workbench.training?.run.id === id ? workbench.training.run : run;
    kept = { ...kept, run: { ...run, name }, log };
    workbench.training = kept;
  };
  note(kept.run);
  const saved = savedRun(store, runKey(id, "checkpoint"));
  const checkpoint: RunCheckpointStore = {
    ...saved,
    async save(run, read) {
      tell("saving");
      await saved.save(run, read);
      note({ ...kept.run, hasDelta: true });
      await saveRun(store, kept);
    },
  };

  let latest: TrainProgress | null = null;
  let toldMs = Number.NEGATIVE_INFINITY;
  function tell(step: FinetuneProgress["step"]): void {
    const { tokensPerSecond = null, secondsLeft = null } = latest ?? {};
    onProgress({ ...WAITING, step, run: kept.run, stepsTotal: config.steps, tokensPerSecond, secondsLeft });
    toldMs = performance.now();
  }
  const onTrained = (progress: TrainProgress): void => {
    latest = progress;
    const run = withProgress(kept.run, progress);
    note(run, logSoFar(run, progress.history, config));
    if (performance.now() - toldMs >= TELL_EVERY_MS) tell(progress.validating ? "validation" : "training");
  };
  const end = async (status: RunSummary["status"], message: string | null, log = kept.log): Promise<void> => {
    note({ ...kept.run, status, message }, log);
    await saveRun(store, kept);
  };

  // Once: a run that goes on has them, and its disk may be full.
  const place = runKey(id, "windows");
  if (!(await store.list(place)).includes(place)) await store.write(place, await packRunWindows(windows));
  await saveRun(store, kept);
  const plan = planTuning(engine.decoder.config, config, kept.neurons);
  let tuning: TrainableTuning | undefined;
  try {
    tuning = await createTuning(plan, engine.base, gpu.device, { seed: config.seed, signal });
    const log: TrainLog = await train(
      { train: windows.train, validation: windows.validation.map(({ batch }) => batch) },
      config,
      {
        decoder: engine.decoder,
        tuning,
        checkpoint,
        signal,
        onProgress: onTrained,
      },
    );
    await end(log.stopped === "early" ? "early" : "finished", null, log);
    await keepDelta(kept, engine.decoder.config, engine.base);
  } catch (thrown) {
    const error = runFailure(thrown);
    const message = error instanceof Error ? error.message : String(error);
    const { stepsDone } = kept.run;
    // Not every pause and no failure saves: the record tells of the weights that there are.
    const { run, log } = atLastSave(kept, await saved.load(), config);
    note(run, log);
    if (signal.aborted) await end("paused", unsavedSteps(stepsDone, run.stepsDone));
    else await end("failed", message);
    throw error;
  } finally {
    tuning?.destroy();
  }
  return kept.run;
}
