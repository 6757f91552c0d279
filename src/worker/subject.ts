import { type AppliedTuning, tuningOfDelta } from "../train/tuningOfDelta";
import type { WeightDelta } from "../train/weightDelta";
import { checkedWeightFormat, type WeightFormat } from "../transformer/weightFormat";
import { benchEngine } from "./benchEngine";
import { runOnSession } from "./benchSession";
import type { EngineHooks } from "./engine";
import type { Subject } from "./evaluation";
import { NO_MODEL } from "./missing";
import type { OpenModel } from "./openModel";
import { baseIdentity, checkBase } from "./runBase";
import { deltaOf } from "./runDelta";
import { findRun } from "./runJobs";
import type { KeptRun } from "./runStore";
import type { EngineSession } from "./session";
import { need, workbench } from "./workbench";

/** A model as it is evaluated: open in our decoder, with what a run changed beside it. */
export interface OpenSubject {
  readonly session: EngineSession;
  /** Of the weights as they lie on the GPU. */
  readonly base: WeightDelta["base"];
  /** Null of the base. */
  readonly kept: KeptRun | null;
  readonly delta: WeightDelta | null;
  /** The delta on the GPU. */
  readonly tuning: AppliedTuning["tuning"] | undefined;
}

/** The format of the base where nothing else is asked for: that in which the model is open, "as stored" of one that runs as a graph. */
export const baseFormat = (model: OpenModel): WeightFormat =>
  model.provider === "wgsl" ? model.weightFormat : "as stored";

/** The format that a subject's weights are loaded in: a run's own, or that of the run which the base is held beside. Rejects one that there is not. */
export async function subjectFormat({ run, beside, weightFormat }: Subject, model: OpenModel): Promise<WeightFormat> {
  const decides = run ?? beside;
  const asked = checkedWeightFormat(weightFormat ?? baseFormat(model));
  return decides === undefined ? asked : (await findRun(decides)).weightFormat;
}

/** Opens the subject for `work`, and frees what it took when that has ended. The weights stay on the bench. */
export async function withSubject<T>(
  subject: Subject,
  hooks: EngineHooks,
  work: (open: OpenSubject) => Promise<T>,
): Promise<T> {
  const model = need(workbench.model, NO_MODEL);
  const kept = subject.run === undefined ? null : await findRun(subject.run);
  const session = await benchEngine(model, await subjectFormat(subject, model), hooks);
  return runOnSession(session, async () => {
    const { decoder, base, format } = session.engine;
    const identity = baseIdentity(model, base.source, format);
    if (kept) checkBase(kept, identity);
    const delta = kept && (await deltaOf(kept, decoder.config, base.source));
    const applied = delta && (await tuningOfDelta(delta, base, session.gpu.device));
    try {
      return await work({ session, base: identity, kept, delta, tuning: applied?.tuning });
    } finally {
      applied?.destroy();
    }
  });
}
