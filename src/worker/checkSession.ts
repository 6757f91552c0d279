import { type Gpu, requestDevice } from "../gpu/device";
import { chooseDevice } from "../model/chooseDevice";
import { loadRuntime } from "../model/onnxRuntime";
import { type GateReference, makeReference, runSelfCheck } from "../model/runSelfCheck";
import { loadSelfCheck, saveSelfCheck } from "../model/selfCheckCache";
import { checkEngine } from "./engineCheck";
import { openTapped } from "./openSession";
import { describeFailure, summarize } from "./selfCheckText";
import type { Session, SessionCheck } from "./session";

/**
 * The session on a device whose gates agree with wasm's over one window of `ids`, as long as the scan's: the given one, or one on
 * a device without subgroups. A given one that is not returned was closed. Throws where no device computes what wasm does.
 */
export async function checkSession(
  session: Session,
  ids: Int32Array<ArrayBuffer>,
  check: SessionCheck,
): Promise<Session> {
  const { store, recheck, signal, onResult } = check;
  const { model, gpu: openGpu, source } = session;
  if (model.provider === "wgsl") return checkEngine(session, model, ids, check);
  const known = recheck ? undefined : session.checked.get(ids.length);
  if (known) onResult(known);
  if (!openGpu || known) return session;

  const { version } = await loadRuntime();
  const keyOf = ({ adapterInfo, features }: Gpu) => ({
    adapter: adapterInfo,
    features,
    runtimeVersion: version,
    modelHash: model.hash,
    seqLen: ids.length,
  });
  let reference: Promise<GateReference> | undefined;
  const { chosen, attempts } = await chooseDevice({
    open: { gpu: openGpu, source },
    requestDevice,
    openSource: (gpu) => openTapped(model, gpu, signal),
    check: async (source, gpu) => {
      reference ??= makeReference(model, ids, signal);
      return runSelfCheck(source, gpu.device, await reference);
    },
    ...(recheck ? {} : { load: (gpu: Gpu) => loadSelfCheck(store, keyOf(gpu)) }),
    save: (gpu, result) => saveSelfCheck(store, keyOf(gpu), result),
  });
  const summary = summarize(attempts);
  onResult(summary);
  if (!chosen) throw new Error(describeFailure(summary, ids.length));
  return { model, ...chosen, checked: new Map([...session.checked, [ids.length, summary]]), engine: null };
}
