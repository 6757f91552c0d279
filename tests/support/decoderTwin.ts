/** A linear layer as numbers: y = x W + b. With `quantized`, x is quantized dynamically first, as DynamicQuantizeLinear does. */
export interface TwinLinear {
  readonly nIn: number;
  readonly nOut: number;
  /** [nIn, nOut], exactly what the graph multiplies with. */
  readonly weight: Float64Array;
  readonly bias?: Float64Array;
  readonly quantized?: boolean;
}

export interface TwinNorm {
  readonly scale: Float64Array;
  /** With a bias it is a LayerNorm, without one an RMSNorm. */
  readonly bias?: Float64Array;
}

export interface TwinLayer {
  readonly q: TwinLinear;
  readonly k: TwinLinear;
  readonly v: TwinLinear;
  readonly o: TwinLinear;
  readonly norm1: TwinNorm;
  readonly norm2: TwinNorm;
  readonly gate: TwinLinear;
  readonly up?: TwinLinear;
  readonly down: TwinLinear;
}

export interface TwinModel {
  readonly nHeads: number;
  readonly nKvHeads: number;
  /** [vocab, dModel] */
  readonly embed: Float64Array;
  readonly layers: readonly TwinLayer[];
  readonly normFinal: TwinNorm;
  readonly head: TwinLinear;
  readonly act: (x: number) => number;
}

type Rows = readonly Float64Array[];

export const EPSILON = 1e-5;

function linear(x: Rows, { nIn, nOut, weight, bias, quantized }: TwinLinear): Rows {
  const input = quantized ? quantizeRows(x) : x;
  return input.map((row) =>
    Float64Array.from({ length: nOut }, (_, j) => {
      let sum = bias?.[j] ?? 0;
      for (let c = 0; c < nIn; c++) sum += row[c]! * weight[c * nOut + j]!;
      return sum;
    }),
  );
}

/** ONNX's DynamicQuantizeLinear and back: u8 over the whole tensor, its range widened to hold 0, ties to even. */
function quantizeRows(x: Rows): Rows {
  const all = x.flatMap((row) => [...row]);
  const [low, high] = [Math.min(0, ...all), Math.max(0, ...all)];
  const scale = Math.fround((high - low) / 255);
  const zero = Math.min(255, Math.max(0, roundEven(-low / scale)));
  const quantize = (value: number) =>
    Math.min(255, Math.max(0, roundEven(Math.fround(Math.fround(value) / scale)) + zero));
  return x.map((row) => row.map((value) => (quantize(value) - zero) * scale));
}

function roundEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor;
}

function normalize(x: Rows, { scale, bias }: TwinNorm): Rows {
  return x.map((row) => {
    const mean = bias ? row.reduce((sum, value) => sum + value, 0) / row.length : 0;
    const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / row.length;
    return row.map((value, c) => ((value - mean) / Math.sqrt(variance + EPSILON)) * scale[c]! + (bias?.[c] ?? 0));
  });
}

/** Causal attention, every token sees itself and those before; key and value heads shared by groups of query heads. */
function attend(q: Rows, k: Rows, v: Rows, nHeads: number, nKvHeads: number): Rows {
  const dHead = q[0]!.length / nHeads;
  return q.map((query, t) =>
    Float64Array.from({ length: query.length }, (_, i) => {
      const head = Math.floor(i / dHead);
      const kvStart = Math.floor((head * nKvHeads) / nHeads) * dHead;
      const scores = k.slice(0, t + 1).map((key) => {
        let score = 0;
        for (let c = 0; c < dHead; c++) score += query[head * dHead + c]! * key[kvStart + c]!;
        return Math.exp(score / Math.sqrt(dHead));
      });
      const total = scores.reduce((sum, score) => sum + score, 0);
      return scores.reduce((sum, score, s) => sum + (score / total) * v[s]![kvStart + (i % dHead)]!, 0);
    }),
  );
}

const addRows = (a: Rows, b: Rows): Rows => a.map((row, t) => row.map((value, c) => value + b[t]![c]!));

/** The model's definition in f64: what goes into each layer's activation function [layer][seq * dMlp], and the logits. */
export function runTwin(model: TwinModel, ids: readonly number[]): { gates: Float64Array[]; logits: Float64Array } {
  const dModel = model.normFinal.scale.length;
  const gates: Float64Array[] = [];
  let x: Rows = ids.map((id) => model.embed.slice(id * dModel, (id + 1) * dModel));
  for (const layer of model.layers) {
    const h1 = normalize(x, layer.norm1);
    const [q, k, v] = [linear(h1, layer.q), linear(h1, layer.k), linear(h1, layer.v)];
    x = addRows(x, linear(attend(q, k, v, model.nHeads, model.nKvHeads), layer.o));
    const h2 = normalize(x, layer.norm2);
    const gate = linear(h2, layer.gate);
    gates.push(flat(gate));
    const up = layer.up && linear(h2, layer.up);
    const hidden = gate.map((row, t) => row.map((value, j) => model.act(value) * (up ? up[t]![j]! : 1)));
    x = addRows(x, linear(hidden, layer.down));
  }
  return { gates, logits: flat(linear(normalize(x, model.normFinal), model.head)) };
}

const flat = (rows: Rows) => Float64Array.from(rows.flatMap((row) => [...row]));

/** erf by its power series to f64's precision for |x| < 5, +-1 beyond. */
export function erf(x: number): number {
  if (Math.abs(x) >= 5) return Math.sign(x);
  let [term, sum] = [x, x];
  for (let n = 1; n < 150; n++) {
    term *= -(x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

/** Activation functions from their definitions. */
export const TWIN_ACT = {
  silu: (x: number) => x / (1 + Math.exp(-x)),
  gelu: (x: number) => (x * (1 + erf(x / Math.SQRT2))) / 2,
  gelu_tanh: (x: number) => (x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)))) / 2,
  quick_gelu: (x: number) => x / (1 + Math.exp(-1.702 * x)),
  relu: (x: number) => Math.max(x, 0),
} as const;
