import type { DecoderConfig } from "./decoderConfig";
import { ropeTable } from "./ropeTable";
import type { TokenRows } from "./tokenRows";
import type { Workspace } from "./workspace";

/** The rows of one call on the GPU; see TokenRows. */
export interface RowBuffers {
  readonly nTokens: number;
  readonly ids: GPUBuffer;
  readonly positions: GPUBuffer;
  readonly windowStart: GPUBuffer;
  readonly windowEnd: GPUBuffer;
  readonly targets: GPUBuffer;
  readonly lossWeights: GPUBuffer;
  /** f32[nPositions, d_head]. */
  readonly cosSin: GPUBuffer;
  readonly nPositions: number;
}

/** Positions that a table has at first; a longer one takes its place when a call needs it. */
const FIRST_POSITIONS = 512;

/** Refuses ids that the vocabulary does not have: their rows would be what the buffer held before. */
function checkIds(ids: Uint32Array, dVocab: number): void {
  const wrong = ids.find((id) => id >= dVocab);
  if (wrong !== undefined) {
    throw new RangeError(`token ${wrong} is not in a vocabulary of ${dVocab}: do tokenizer and model belong together?`);
  }
}

/** Uploads a call's rows. The angles are made again only where positions exceed those known. */
export function uploadRows(workspace: Workspace, config: DecoderConfig, rows: TokenRows): RowBuffers {
  checkIds(rows.ids, config.dVocab);
  const rowBytes = 4 * config.dHead;
  const last = rows.positions.reduce((a, b) => Math.max(a, b), 0);
  const needed = 2 ** Math.ceil(Math.log2(Math.max(FIRST_POSITIONS, last + 1)));
  const known = workspace.find("rope.cosSin");
  const cosSin =
    known && known.size >= needed * rowBytes
      ? known
      : workspace.filled("rope.cosSin", ropeTable(config.rope, config.dHead, needed));
  const upload = (name: keyof TokenRows & string, data: Uint32Array<ArrayBuffer> | Float32Array<ArrayBuffer>) =>
    workspace.filled(`rows.${name}`, data);
  return {
    nTokens: rows.nTokens,
    ids: upload("ids", rows.ids),
    positions: upload("positions", rows.positions),
    windowStart: upload("windowStart", rows.windowStart),
    windowEnd: upload("windowEnd", rows.windowEnd),
    targets: upload("targets", rows.targets),
    lossWeights: upload("lossWeights", rows.lossWeights),
    cosSin,
    nPositions: cosSin.size / rowBytes,
  };
}
