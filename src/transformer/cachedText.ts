import { Readback, submitPass } from "../gpu/buffers";
import { withErrorScope } from "../gpu/watchErrors";
import { blockFromGate, blockToGate, layerBuffers } from "./block";
import { beginRun, type DecoderCore } from "./decoderCore";
import { embed } from "./embed";
import { finalNormed, logitsOfRows } from "./head";
import type { PlacedInterventions } from "./interventions";
import { KeyValueStore } from "./keyValueCache";
import type { DecoderModules } from "./layerModules";
import type { Run } from "./run";
import { submitStream } from "./submitStream";
import { layRows, type TokenRows } from "./tokenRows";
import type { Tuning } from "./tuning";

/** A text that a decoder reads piece by piece: the keys and values of what it has read stay on the GPU. */
export interface CachedText {
  /** Tokens read so far. */
  readonly length: number;
  /** Reads the tokens that follow; the logits of what comes behind the last of them, f32[d_vocab]. One call at a time. */
  feed(ids: readonly number[]): Promise<Float32Array<ArrayBuffer>>;
  /** Forgets all but the first `length` tokens, so that texts with the same beginning share it. */
  rewind(length: number): void;
  destroy(): void;
}

/** Tokens of a prompt that are read at once: what is computed on the way takes memory for each of them. */
const MOST_ROWS = 256;

/** The rows of tokens that follow `past` others of the same text. */
function rowsBehind(ids: readonly number[], past: number): TokenRows {
  const rows = layRows([ids]);
  return {
    ...rows,
    positions: rows.positions.map((position) => past + position),
    windowEnd: rows.windowEnd.map((end) => past + end),
  };
}

/** What a text is read with; `placed` is freed with the text. */
export interface TextReader extends DecoderModules {
  readonly core: DecoderCore;
  readonly tuning: Tuning;
  readonly placed: PlacedInterventions;
  /** Throws where a call of the decoder is under way that must not be disturbed. */
  readonly check: () => void;
}

/** The stream behind the last layer. A single token's dispatches are too short to be submitted layer by layer. */
function streamBehind({ layers, outer, placed }: TextReader, run: Run): GPUBuffer {
  if (run.rows.nTokens > 1) return submitStream(run, { layers, outer }, placed);
  const buffers = layerBuffers(run, "layer");
  const { input } = buffers;
  submitPass(run.device, "token", (pass) => {
    embed(run, pass, outer.embedding, input);
    for (const modules of layers) {
      blockToGate(run, pass, modules, buffers);
      blockFromGate(run, pass, modules, buffers, input, placed.of(modules.layer));
    }
  });
  return input;
}

/** Begins a text of no tokens. */
export function beginCachedText(reader: TextReader): CachedText {
  const { core, outer, tuning, placed, check } = reader;
  const { device, config } = core;
  const store = new KeyValueStore(device, config);
  const readback = new Readback(device, 4 * config.dVocab);
  let length = 0;
  let isReading = false;

  /** Submits the tokens, of which there are some; where the logits behind the last lie. */
  function submit(ids: readonly number[]): { readonly buffer: GPUBuffer; readonly size: number } {
    for (let first = 0; ; first += MOST_ROWS) {
      const piece = ids.slice(first, first + MOST_ROWS);
      const past = length + first;
      const run = beginRun(core, rowsBehind(piece, past), { tuning, cache: store.behind(past) });
      const stream = streamBehind(reader, run);
      if (first + piece.length < ids.length) continue;
      return logitsOfRows(run, outer, finalNormed(run, outer, stream), [piece.length - 1]);
    }
  }

  return {
    get length() {
      return length;
    },

    async feed(ids) {
      if (isReading) throw new Error("this text is being read: await that call first");
      if (ids.length === 0) throw new RangeError("there are no tokens to read");
      isReading = true;
      try {
        await store.reserve(length + ids.length, length);
        check();
        let logits: Promise<ArrayBuffer> | undefined;
        const valid = withErrorScope(device, "read_text", () => {
          logits = readback.read([submit(ids)]);
        });
        const [bytes] = await Promise.all([logits, valid]);
        length += ids.length;
        return new Float32Array(bytes!);
      } finally {
        isReading = false;
      }
    },

    rewind(to) {
      if (isReading) throw new Error("this text is being read: await that call first");
      if (!Number.isInteger(to) || to < 0 || to > length) {
        throw new RangeError(`a text of ${length} tokens has no first ${to}`);
      }
      length = to;
    },

    destroy() {
      store.destroy();
      readback.destroy();
      placed.destroy();
    },
  };
}
