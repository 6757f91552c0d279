import { dependencies, version } from "../../package.json";
import type { EvaluationKind, EvaluationResults } from "../evaluate/evaluationResults";
import type { PartStore } from "../evaluate/partStore";
import { buildEvaluationManifest } from "../export/evaluationManifest";
import type { JsonObject } from "../formats/json";
import type { ByteStore } from "../storage/byteStore";
import type { EvaluationProgress, EvaluationSummary, KeptEvaluation, Subject } from "./evaluationProtocol";
import {
  evaluationId,
  evaluationParts,
  keepEvaluation,
  loadEvaluation,
  loadEvaluations,
  removeEvaluation,
} from "./evaluationStore";
import type { Handler, JobContext } from "./handler";
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

/** The weights that are measured: files, format, and the run as far as it has come. */
function identityOf({ base, kept }: OpenSubject): JsonObject {
  const run = kept && { id: kept.run.id, steps: kept.run.stepsDone, best: kept.run.bestStep };
  return { hash: base.hash, dtype: base.dtype, run };
}

function manifestOf({ kind, settings }: Evaluation<EvaluationKind>, open: OpenSubject, date: Date) {
  const { model, gpu } = open.session;
  const { name, nLayers, dMlp } = model.info;
  return buildEvaluationManifest({
    appVersion: version,
    date,
    model: { ...open.base, name, nLayers, dMlp },
    versions: { "@huggingface/tokenizers": dependencies["@huggingface/tokenizers"] },
    adapter: { ...gpu.adapterInfo, features: gpu.features },
    provider: "wgsl",
    browser: navigator.userAgent,
    kind,
    settings,
    run: open.kept && { name: open.kept.run.name, manifest: open.kept.manifest },
  });
}

/** Measures, or finds what was measured before; what was stopped goes on behind its last part. */
export function evaluate<K extends EvaluationKind>(
  evaluation: Evaluation<K>,
  { signal, onProgress }: JobContext<EvaluationProgress>,
): Promise<KeptEvaluation<K>> {
  const { kind, subject, settings, label, measure } = evaluation;
  const loading = (done: number, total: number) =>
    onProgress({ step: "weights", says: "brings the weights to the GPU", done, total });
  return withSubject(subject, { signal, onProgress: loading }, async (open) => {
    const store = await openStore();
    const id = await evaluationId({ kind, settings, weights: identityOf(open) });
    const known = await loadEvaluation<K>(store, id);
    if (known) return known;
    const result = await measure(open, evaluationParts(store, id), { store, id });
    const { run } = open.kept ?? { run: null };
    const date = new Date();
    const summary = {
      ...{ id, kind, label, date: date.toISOString(), model: open.base },
      run: run && { id: run.id, name: run.name },
    };
    const kept = { summary, result, manifest: manifestOf(evaluation, open, date) };
    await keepEvaluation(store, kept);
    return kept;
  });
}

/** All evaluations that are done, oldest first. */
export const listEvaluations: Handler<"listEvaluations"> = async (): Promise<EvaluationSummary[]> =>
  (await loadEvaluations(await openStore())).map(({ summary }) => summary);

export const evaluation: Handler<"evaluation"> = async ({ id }) => {
  const kept = await loadEvaluation(await openStore(), id);
  if (!kept) throw new Error(`there is no evaluation "${id}": it was removed, or this browser never kept it`);
  return kept;
};

export const forgetEvaluation: Handler<"forgetEvaluation"> = async ({ id }) => {
  await removeEvaluation(await openStore(), id);
  return null;
};
