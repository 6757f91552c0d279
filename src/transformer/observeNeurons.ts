import { Readback, storageBuffer, submitPass, upload } from "../gpu/buffers";
import { compileOnce } from "../gpu/compileOnce";
import { withErrorScope } from "../gpu/watchErrors";
import { countActive } from "../kernels/countActive";
import { MOVE_OP, moveColumns } from "../kernels/moveColumns";
import type { Decoder, ForwardOptions } from "./decoder";
import type { TokenRows } from "./tokenRows";

/** Chosen neurons of one layer. */
export interface ObservedNeurons {
  readonly layer: number;
  readonly index: Uint32Array<ArrayBuffer>;
}

/** What the rows did to chosen neurons, in their order. */
export interface NeuronActivity {
  readonly layer: number;
  /** Rows with gate > 0; NOT_FINITE of kernels/countActive.ts where a gate was NaN or infinite. */
  readonly overZero: Uint32Array<ArrayBuffer>;
  /** Mean over the rows of act(gate). */
  readonly meanAct: Float64Array<ArrayBuffer>;
}

/** Counts and means of chosen neurons at `blocks.{l}.mlp.hook_pre`, over all rows, as interventions below leave them. */
export async function observeNeurons(
  decoder: Decoder,
  rows: TokenRows,
  neurons: readonly ObservedNeurons[],
  options?: ForwardOptions,
): Promise<NeuronActivity[]> {
  const { device, config } = decoder;
  const { dMlp, nLayers, actFn } = config;
  const wrong = neurons.find(({ layer, index }) => layer >= nLayers || index.some((neuron) => neuron >= dMlp));
  if (wrong) throw new RangeError(`layer ${wrong.layer} of ${nLayers} has no such neurons: it has ${dMlp}`);
  const [move, count] = await Promise.all([
    compileOnce(device, moveColumns),
    compileOnce(device, countActive("f32", actFn)),
  ]);
  const results: Promise<NeuronActivity>[] = [];

  async function observe({ layer, index }: ObservedNeurons, gate: GPUBuffer): Promise<NeuronActivity> {
    const [n_rows, n_index] = [rows.nTokens, index.length];
    const buffers = {
      index: upload(device, index, "observed"),
      chosen: storageBuffer(device, 4 * n_rows * n_index, "observed.gate"),
      lengths: upload(device, Uint32Array.of(n_rows), "observed.rows"),
      overZero: storageBuffer(device, 4 * n_index, "observed.over_zero"),
      actSum: storageBuffer(device, 4 * n_index, "observed.act_sum"),
    };
    const readback = new Readback(device, 8 * n_index);
    try {
      const { overZero, actSum, chosen, lengths } = buffers;
      const valid = withErrorScope(device, "observe_neurons", () =>
        submitPass(device, "observe_neurons", (pass) => {
          const moved = { n_rows, n_columns: dMlp, n_index, op: MOVE_OP.copy };
          move.record(pass, { index: buffers.index, x: gate, chosen }, moved);
          const counted = { gate: chosen, lengths, over_zero: overZero, act_sum: actSum };
          const shape = { n_windows: 1, seq_len: n_rows, d_mlp: n_index, n_layers: 1, layer: 0 };
          count.record(pass, counted, shape);
        }),
      );
      const slices = [overZero, actSum].map((buffer) => ({ buffer, size: 4 * n_index }));
      const [bytes] = await Promise.all([readback.read(slices), valid]);
      const sums = new Float32Array(bytes, 4 * n_index, n_index);
      return {
        layer,
        overZero: new Uint32Array(bytes.slice(0, 4 * n_index)),
        meanAct: Float64Array.from(sums, (sum) => sum / n_rows),
      };
    } finally {
      for (const resource of [...Object.values(buffers), readback]) resource.destroy();
    }
  }

  await decoder.gates(
    rows,
    (layer, gate) => {
      for (const chosen of neurons) {
        if (chosen.layer !== layer || chosen.index.length === 0 || rows.nTokens === 0) continue;
        const result = observe(chosen, gate);
        result.catch(() => {}); // told by the await below
        results.push(result);
      }
    },
    options,
  );
  return Promise.all(results);
}
