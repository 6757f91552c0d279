import type { TokenBatch } from "../src/corpus/corpus";
import type { Gpu } from "../src/gpu/device";
import type { ActivationStats } from "../src/lape/activationStats";
import { scanStats } from "../src/lape/scanStats";
import { scanSteps } from "../src/lape/scanSteps";
import type { ActivationSource, WindowBatch } from "../src/model/activationSource";
import { openForward, openSource } from "../src/model/onnxSource";
import { tapModel } from "../src/model/tapModel";
import type { SampleModel } from "../tests/support/sampleModel";

/** Where a model runs, and in which batches. */
export interface Place {
  readonly provider: "webgpu" | "wasm";
  readonly gpu: Gpu | null;
  readonly tokens: TokenBatch;
  /** Windows a run, as the page chooses them for this kind of device. */
  readonly batchWindows: number;
}

/** All ways to run the model, each over the same windows in the same batches. */
export async function openAll({ info, file }: SampleModel, { provider, gpu, tokens, batchWindows }: Place) {
  const options = { provider, info, ...(gpu ? { device: gpu.device } : {}) };
  const plain = await openForward(await tapModel(file, [], { ...info, tap: false, prune: false }), options);
  const tapped = await openSource(await tapModel(file, [], { ...info, prune: false }), options);
  const pruned = await openSource(await tapModel(file, [], info), options);

  const forward = (run: (windows: WindowBatch) => Promise<unknown>) => async () => {
    for (const { windows } of scanSteps([tokens], batchWindows, { language: 0, window: 0 })) await run(windows);
    await gpu?.device.queue.onSubmittedWorkDone();
  };
  const uncounted = (source: ActivationSource) => forward((windows) => source.run(windows, () => undefined));
  const scan = (source: ActivationSource, what: TokenBatch) => (): Promise<ActivationStats> =>
    scanStats(
      [what],
      { batchWindows },
      { source, device: gpu?.device, signal: new AbortController().signal, onProgress: () => undefined },
    );
  const work = {
    plain: forward(async (windows) => (await plain.run(windows)).release()),
    tapped: uncounted(tapped),
    "tapped + counted": scan(tapped, tokens),
    "tapped + pruned": uncounted(pruned),
    "tapped + pruned + counted": scan(pruned, tokens),
  };
  const window = scan(pruned, firstWindow(tokens));
  return { work, window, release: () => Promise.all([plain.release(), tapped.release(), pruned.release()]) };
}

export type Way = keyof Awaited<ReturnType<typeof openAll>>["work"];

const firstWindow = ({ ids, seqLen, ...rest }: TokenBatch): TokenBatch => ({
  ...rest,
  seqLen,
  ids: ids.slice(0, seqLen),
  lengths: Uint32Array.of(seqLen),
  nWindows: 1,
  nTokens: seqLen,
});
