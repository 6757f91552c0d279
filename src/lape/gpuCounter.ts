import { Readback, storageBuffer, submitPass } from "../gpu/buffers";
import { compileOnce } from "../gpu/compileOnce";
import { withErrorScope } from "../gpu/watchErrors";
import { countActive } from "../kernels/countActive";
import type { ActivationSource, Activations, WindowBatch } from "../model/activationSource";
import type { BatchCounts } from "./batchCounts";

type GpuActivations = Extract<Activations, { location: "gpu" }>;

/** Counts batches whose gates lie on the GPU; only the counts come back. */
export interface GpuCounter {
  /**
   * Resolves once counting is submitted: `activations` may be released then. `counts` comes later; at most two may be under
   * way, so the GPU runs the next batch while one is read back.
   */
  submit(activations: GpuActivations, batch: WindowBatch): Promise<{ readonly counts: Promise<BatchCounts> }>;
  release(): void;
}

export function gpuCounter(device: GPUDevice, { nLayers, dMlp, taps }: ActivationSource): GpuCounter {
  const bytes = 4 * nLayers * dMlp;
  const results = [storageBuffer(device, bytes, "over_zero"), storageBuffer(device, bytes, "act_sum")] as const;
  const readbacks = [new Readback(device, 2 * bytes), new Readback(device, 2 * bytes)];
  const compileAll = (dtype: "f32" | "f16") =>
    Promise.all(taps.map(({ actFn }) => compileOnce(device, countActive(dtype, actFn))));
  const compiled = new Map<"f32" | "f16", ReturnType<typeof compileAll>>();
  let lengths = storageBuffer(device, 256, "lengths");
  let turn = 0;

  return {
    async submit({ dtype, layers }, batch) {
      if (layers.length !== nLayers) throw new RangeError(`gates of ${layers.length} layers, not ${nLayers}`);
      if (!compiled.has(dtype)) compiled.set(dtype, compileAll(dtype));
      const kernels = await compiled.get(dtype)!;
      if (lengths.size < batch.lengths.byteLength) {
        lengths.destroy();
        lengths = storageBuffer(device, batch.lengths.byteLength, "lengths");
      }
      device.queue.writeBuffer(lengths, 0, batch.lengths);
      const valid = withErrorScope(device, "count_active", () =>
        submitPass(device, "count_active", (pass) => {
          for (const [layer, gate] of layers.entries()) {
            kernels[layer]!.record(
              pass,
              { gate, lengths, over_zero: results[0], act_sum: results[1] },
              { n_windows: batch.nWindows, seq_len: batch.seqLen, d_mlp: dMlp, n_layers: nLayers, layer },
            );
          }
        }),
      );
      const read = readbacks[turn++ % 2]!.read([{ buffer: results[0] }, { buffer: results[1] }]);
      const counts = Promise.all([read, valid]).then(([both]) => ({
        overZero: new Uint32Array(both, 0, nLayers * dMlp),
        actSum: new Float32Array(both, bytes, nLayers * dMlp),
      }));
      counts.catch(() => {}); // whoever awaits it later still sees the error
      return { counts };
    },
    release() {
      for (const resource of [...results, ...readbacks, lengths]) resource.destroy();
    },
  };
}
