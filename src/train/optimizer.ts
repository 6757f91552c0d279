import { allocateAll } from "../gpu/allocate";
import { storageBuffer, submitPass, upload } from "../gpu/buffers";
import { compileOnce } from "../gpu/compileOnce";
import { type AdamwSettings, adamwParams, adamwStep } from "../kernels/adamwStep";
import { clipScale } from "../kernels/clipScale";
import { sumSquares, sumSquaresGroups } from "../kernels/sumSquares";
import { NO_ROOM, type TrainedParameter } from "./createTuning";
import { elementsOf } from "./tuningPlan";

/** AdamW over all parameters of a run. Nothing here waits for the GPU. */
export interface Optimizer {
  /**
   * f32[n_parameters + 1] and f32[2]: norms of the gradients, in the parameters' order, the global norm behind them; and what
   * `clip_scale` leaves. They are of the last update.
   */
  readonly norms: GPUBuffer;
  readonly clip: GPUBuffer;
  /** Moments of each parameter, in the parameters' order. */
  readonly moments: readonly { readonly m: GPUBuffer; readonly v: GPUBuffer }[];
  /** Submits update `t` (from 1 since the moments were zero) by the gradients as they are. */
  update(settings: AdamwSettings, t: number): void;
  /** Makes all moments zero. */
  reset(): void;
  destroy(): void;
}

/** Elements a dispatch takes: 64 MiB, half of what every device can bind. */
const SLICE = 2 ** 24;

interface Slice {
  readonly parameter: number;
  readonly offset: number;
  readonly n: number;
  /** Its first partial sum. */
  readonly first: number;
}

/** The parameters in pieces that can be bound, and where their partial sums begin: f32[n_parameters + 1]. */
function sliceAll(parameters: readonly TrainedParameter[]) {
  const slices: Slice[] = [];
  const starts = new Uint32Array(parameters.length + 1);
  let first = 0;
  for (const [parameter, { shape }] of parameters.entries()) {
    const elements = elementsOf(shape);
    for (let at = 0; at < elements; at += SLICE) {
      const n = Math.min(SLICE, elements - at);
      slices.push({ parameter, offset: 4 * at, n, first });
      first += sumSquaresGroups(n);
    }
    starts[parameter + 1] = first;
  }
  return { slices, starts, nPartials: first };
}

/**
 * Rejects with a GpuError that names the moments for which the GPU has no room.
 * @param maxNorm largest global gradient norm; null: not clipped
 */
export async function createOptimizer(
  device: GPUDevice,
  parameters: readonly TrainedParameter[],
  maxNorm: number | null,
): Promise<Optimizer> {
  const [square, scale, adamw] = await Promise.all([
    compileOnce(device, sumSquares),
    compileOnce(device, clipScale),
    compileOnce(device, adamwStep),
  ]);
  const { slices, starts, nPartials } = sliceAll(parameters);
  const kinds = (["m", "v"] as const).flatMap((kind) =>
    parameters.map(({ name, shape }) => ({ name: `${kind} of ${name}`, bytes: 4 * elementsOf(shape) })),
  );
  const zeros = await allocateAll(device, kinds, NO_ROOM);
  const moments = parameters.map((_, i) => ({ m: zeros[i]!, v: zeros[parameters.length + i]! }));
  const partials = storageBuffer(device, 4 * nPartials, "partial sums of squares");
  const startsBuffer = upload(device, starts, "starts of partial sums");
  const norms = storageBuffer(device, 4 * starts.length, "gradient norms");
  const clip = storageBuffer(device, 8, "clip");

  return {
    norms,
    clip,
    moments,
    update(settings, t) {
      const params = adamwParams(settings, t);
      submitPass(device, "update", (pass) => {
        for (const { parameter, offset, n, first } of slices) {
          const values = { buffer: parameters[parameter]!.grad, offset };
          square.record(pass, { values, partials }, { n, n_groups: sumSquaresGroups(n), first, n_partials: nPartials });
        }
        scale.record(
          pass,
          { partials, starts: startsBuffer, norms, clip },
          { n_partials: nPartials, n_starts: starts.length, max_norm: maxNorm ?? 0 },
        );
        for (const { parameter, offset, n } of slices) {
          const { weight, grad } = parameters[parameter]!;
          const { m, v } = moments[parameter]!;
          const at = (buffer: GPUBuffer) => ({ buffer, offset });
          adamw.record(pass, { grad: at(grad), clip, weight: at(weight), m: at(m), v: at(v) }, { n, ...params });
        }
      });
    },
    reset() {
      const encoder = device.createCommandEncoder({ label: "reset moments" });
      for (const { m, v } of moments) {
        encoder.clearBuffer(m);
        encoder.clearBuffer(v);
      }
      device.queue.submit([encoder.finish()]);
    },
    destroy() {
      for (const buffer of [...moments.flatMap(({ m, v }) => [m, v]), partials, startsBuffer, norms, clip])
        buffer.destroy();
    },
  };
}
