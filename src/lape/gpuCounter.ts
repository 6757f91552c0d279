import { Readback, storageBuffer, submitPass } from "../gpu/buffers";
import { compileOnce } from "../gpu/compileOnce";
import { Submissions } from "../gpu/submissions";
import { countActive } from "../kernels/countActive";
import type { ActivationSource } from "../model/activationSource";
import type { GateCounter } from "./gateCounter";

/**
 * Counts gates that lie on `device`; only the counts come back. At most two batches' counts may be under way, so that the GPU runs the
 * next batch while one is read back.
 */
export function gpuCounter(
  device: GPUDevice,
  { nLayers, dMlp, taps }: Pick<ActivationSource, "nLayers" | "dMlp" | "taps">,
): GateCounter {
  const bytes = 4 * nLayers * dMlp;
  const results = [storageBuffer(device, bytes, "over_zero"), storageBuffer(device, bytes, "act_sum")] as const;
  const readbacks = [new Readback(device, 2 * bytes), new Readback(device, 2 * bytes)];
  let lengths = storageBuffer(device, 256, "lengths");
  let turn = 0;

  return {
    batch() {
      const submissions = new Submissions(device);
      submissions.submit("counts to zero", () => {
        const encoder = device.createCommandEncoder();
        for (const buffer of results) encoder.clearBuffer(buffer);
        device.queue.submit([encoder.finish()]);
      });
      return {
        async add(gate) {
          if (gate.location !== "gpu") throw new Error("the gates are in memory: count them without a device");
          const { layer, seqLen, buffer, dtype } = gate;
          const kernel = await compileOnce(device, countActive(dtype, taps[layer]!.actFn));
          if (lengths.size < gate.lengths.byteLength) {
            lengths.destroy();
            lengths = storageBuffer(device, gate.lengths.byteLength, "lengths");
          }
          device.queue.writeBuffer(lengths, 0, gate.lengths);
          const buffers = { gate: buffer, lengths, over_zero: results[0], act_sum: results[1] };
          const params = { n_windows: gate.lengths.length, seq_len: seqLen, d_mlp: dMlp, n_layers: nLayers, layer };
          submissions.submit("count_active", () =>
            submitPass(device, "count_active", (pass) => kernel.record(pass, buffers, params)),
          );
        },
        counts() {
          const read = readbacks[turn++ % 2]!.read([{ buffer: results[0] }, { buffer: results[1] }]);
          const counts = Promise.all([read, submissions.settle()]).then(([both]) => ({
            overZero: new Uint32Array(both, 0, nLayers * dMlp),
            actSum: new Float32Array(both, bytes, nLayers * dMlp),
          }));
          counts.catch(() => {}); // whoever awaits it later still sees the error
          return counts;
        },
      };
    },
    release() {
      for (const resource of [...results, ...readbacks, lengths]) resource.destroy();
    },
  };
}
