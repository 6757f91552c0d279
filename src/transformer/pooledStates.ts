import { download, storageBuffer, submitPass, upload } from "../gpu/buffers";
import { compileOnce } from "../gpu/compileOnce";
import { poolMean } from "../kernels/poolMean";
import type { Decoder, ForwardOptions } from "./decoder";
import type { TokenRows } from "./tokenRows";

/** Slices of a buffer that is bound begin at multiples of so many bytes. */
const ALIGNMENT = 256;

/** The first row of each window, and behind the last the number of rows. */
function windowStarts({ nTokens, windowStart }: TokenRows): Uint32Array<ArrayBuffer> {
  return Uint32Array.from([...windowStart.filter((start, t) => start === t), nTokens]);
}

/**
 * The hidden state of each window, the mean over its tokens, in every layer: [layer][window, d_model], layer 0 the embedding and
 * layer l the stream behind block l, before the final norm.
 */
export async function pooledStates(
  decoder: Decoder,
  rows: TokenRows,
  options?: ForwardOptions,
): Promise<Float32Array<ArrayBuffer>[]> {
  const { device, config } = decoder;
  const pool = await compileOnce(device, poolMean);
  const windows = windowStarts(rows);
  const nWindows = windows.length - 1;
  const layerBytes = 4 * nWindows * config.dModel;
  const stride = Math.ceil(layerBytes / ALIGNMENT) * ALIGNMENT;
  const starts = upload(device, windows, "pooled.starts");
  const pooled = storageBuffer(device, (config.nLayers + 1) * stride, "pooled");
  const params = {
    n_rows: rows.nTokens,
    n_segments: nWindows,
    n_segments_plus_1: nWindows + 1,
    d_model: config.dModel,
  };
  try {
    const valid = decoder.streams(
      rows,
      (layer, x) =>
        submitPass(device, "pool_mean", (pass) =>
          pool.record(pass, { x, starts, pooled: { buffer: pooled, offset: layer * stride } }, params),
        ),
      options,
    );
    await valid;
    const bytes = await download(device, pooled);
    return Array.from(
      { length: config.nLayers + 1 },
      (_, layer) => new Float32Array(bytes.slice(layer * stride, layer * stride + layerBytes)),
    );
  } finally {
    starts.destroy();
    pooled.destroy();
  }
}
