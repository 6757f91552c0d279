import { download } from "../gpu/buffers";
import type { TokenRows } from "../transformer/tokenRows";
import type { Tuning } from "../transformer/tuning";
import type { TrainDecoder } from "./trainDecoder";

/** The first layer whose gates hold a NaN or an infinity for these rows; n_layers where none does. */
export async function firstNotFinite(decoder: TrainDecoder, rows: TokenRows, tuning: Tuning): Promise<number> {
  const { nLayers, dMlp } = decoder.config;
  let found = nLayers;
  await decoder.gates(
    rows,
    async (layer, gate) => {
      if (found < nLayers) return;
      const values = new Float32Array(await download(decoder.device, gate, 0, 4 * rows.nTokens * dMlp));
      if (!values.every(Number.isFinite)) found = layer;
    },
    { tuning },
  );
  return found;
}

/** Where that layer's gates say that it began. */
export function inWords(layer: number, nLayers: number): string {
  if (layer === 0) return "at the gates of layer 0 or before them";
  return layer === nLayers
    ? `behind the gates of layer ${nLayers - 1}`
    : `between the gates of layers ${layer - 1} and ${layer}`;
}
