import { dependencies, version } from "../../package.json";
import type { EvaluationKind, EvaluationResults } from "../evaluate/evaluationResults";
import type { PartStore } from "../evaluate/partStore";
import { buildEvaluationManifest } from "../export/evaluationManifest";
import type { JsonObject } from "../formats/json";
import type { ByteStore } from "../storage/byteStore";
import type { EvaluationProgress, EvaluationSummary, KeptEvaluation, Subject } from "./evaluation";
import { whileUnderWay } from "./evaluationLock";
import {
  evaluationId,
  evaluationParts,
  keepEvaluation,
  loadEvaluation,
  removeEvaluation,
  settingsHash,
  tidyEvaluations,
} from "./evaluationStore";
import type { Handler, JobContext } from "./handler";
import type { OpenModel } from "./openModel";
import type { EngineSession } from "./session";
import { openStore } from "./storage";
import { type OpenSubject, withSubject } from "./subject";

/** What is asked of a kind of evaluation. */
export interface Evaluation<K extends EvaluationKind> {
  readonly kind: K;
  readonly subject: Subject;
  /** All that decides the result beside the weights: hashes of texts, settings, seeds. It goes into the manifest. */
  readonly settings: JsonObject;
  /** What was measured, in a few words. */
  readonly label: string;
  readonly measure: (open: OpenSubject, parts: PartStore, place: EvaluationPlace) => Promise<EvaluationResults[K]>;
}

/** Where an evaluation is kept, for what lies beside its record: gone with it. */
export interface EvaluationPlace {
  readonly store: ByteStore;
  readonly id: string;
}

/** The weights that are measured, and what measures them; null: no GPU. */
export interface MeasuredWeights extends Pick<OpenSubject, "base" | "kept"> {
  readonly model: OpenModel;
  readonly gpu: EngineSession["gpu"] | null;
}

/** The weights that are measured: files, format, and the run as far as it has come. */
function identityOf({ base, kept }: MeasuredWeights): JsonObject {
  const run = kept && { id: kept.run.id, steps: kept.run.stepsDone, best: kept.run.bestStep };
  return { hash: base.hash, dtype: base.dtype, run };
}

type Asked<K extends EvaluationKind> = Pick<Evaluation<K>, "kind" | "settings" | "label">;

function manifestOf({ kind, settings }: Asked<EvaluationKind>, weights: MeasuredWeights, date: Date) {
  const { base, kept, model, gpu } = weights;
  const { name, nLayers, dMlp } = model.info;
  return buildEvaluationManifest({
    appVersion: version,
    date,
    model: { ...base, name, nLayers, dMlp },
    versions: { "@huggingface/tokenizers": dependencies["@huggingface/tokenizers"] },
    adapter: gpu && { ...gpu.adapterInfo, features: gpu.features },
    provider: gpu && "wgsl",
    browser: navigator.userAgent,
    kind,
    settings,
    run: kept && { name: kept.run.name, manifest: kept.manifest },
  });
}

/** Finds what was measured before of these weights, or measures and keeps it; what was stopped goes on behind its last part. */
export async function measureOnce<K extends EvaluationKind>(
  asked: Asked<K>,
  weights: MeasuredWeights,
  measure: (parts: PartStore, place: EvaluationPlace) => Promise<EvaluationResults[K]>,
): Promise<KeptEvaluation<K>> {
  const { kind, settings, label } = asked;
  const store = await openStore();
  const id = await evaluationId({ kind, settings, weights: identityOf(weights) });
  return whileUnderWay(id, async () => {
    const known = await loadEvaluation<K>(store, id);
    if (known) return known;
    const result = await measure(evaluationParts(store, id), { store, id });
    const { run } = weights.kept ?? { run: null };
    const date = new Date();
    const summary = {
      ...{ id, kind, label, settings: await settingsHash(kind, settings), date: date.toISOString() },
      model: weights.base,
      run: run && { id: run.id, name: run.name },
    };
    const kept = { summary, result, manifest: manifestOf(asked, weights, date) };
    await keepEvaluation(store, kept);
    return kept;
  });
}

/** Measures on the GPU, or finds what was measured before. */
export function evaluate<K extends EvaluationKind>(
  evaluation: Evaluation<K>,
  { signal, onProgress }: JobContext<EvaluationProgress>,
): Promise<KeptEvaluation<K>> {
  const loading = (done: number, total: number) =>
    onProgress({ step: "weights", says: "brings the weights to the GPU", done, total });
  return withSubject(evaluation.subject, { signal, onProgress: loading }, (open) => {
    const { base, kept, session } = open;
    const { model, gpu } = session;
    return measureOnce(evaluation, { base, kept, model, gpu }, (parts, place) =>
      evaluation.measure(open, parts, place),
    );
  });
}

/** All evaluations that are done, oldest first. What can be read no more is removed. */
export const listEvaluations: Handler<"listEvaluations"> = async (): Promise<EvaluationSummary[]> =>
  (await tidyEvaluations(await openStore())).map(({ summary }) => summary);

export const evaluation: Handler<"evaluation"> = async ({ id }) => {
  const kept = await loadEvaluation(await openStore(), id);
  if (!kept) throw new Error(`there is no evaluation "${id}": it was removed, or this browser never kept it`);
  return kept;
};

export const forgetEvaluation: Handler<"forgetEvaluation"> = async ({ id }) => {
  await removeEvaluation(await openStore(), id);
  return null;
};
