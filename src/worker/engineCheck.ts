import { version } from "../../package.json";
import { makeReference, runSelfCheck } from "../model/runSelfCheck";
import { loadSelfCheck, saveSelfCheck } from "../model/selfCheckCache";
import type { OpenModel } from "./openModel";
import { describeFailure, summarize } from "./selfCheckText";
import type { Session, SessionCheck } from "./session";

type EngineModel = Extract<OpenModel, { provider: "wgsl" }>;

/**
 * Whether ONNX Runtime can compute what our decoder does: from the same file, with the same weights. A checkpoint has no graph, and
 * weights that were quantized while loading are others.
 */
const isComparable = ({ file, weightFormat, residency }: EngineModel): boolean =>
  file.path.endsWith(".onnx") && weightFormat === "as stored" && residency === "resident";

/** Compares the gates of our decoder with wasm's over one window of `ids`, where that is possible. Throws where they differ. */
export async function checkEngine(
  session: Session,
  model: EngineModel,
  ids: Int32Array<ArrayBuffer>,
  { store, recheck, signal, onResult }: SessionCheck,
): Promise<Session> {
  const { gpu, source, checked } = session;
  const before = recheck ? undefined : checked.get(ids.length);
  if (before) onResult(before);
  if (!gpu || before || !isComparable(model)) return session;
  const { adapterInfo: adapter, features } = gpu;
  const key = { adapter, features, runtimeVersion: `wgsl ${version}`, modelHash: model.hash, seqLen: ids.length };
  const known = recheck ? undefined : await loadSelfCheck(store, key);
  const result = known ?? (await runSelfCheck(source, gpu.device, await makeReference(model, ids, signal)));
  if (!known) await saveSelfCheck(store, key, result);
  const summary = {
    ...summarize([{ features, subgroups: features.includes("subgroups"), result }]),
    device: "this page's own decoder",
  };
  onResult(summary);
  if (!summary.passed) throw new Error(describeFailure(summary, ids.length));
  checked.set(ids.length, summary);
  return session;
}
