import { download } from "../../src/gpu/buffers";
import type { TrainDecoder } from "../../src/train/trainDecoder";
import type { DecoderConfig } from "../../src/transformer/decoderConfig";
import type { TokenRows } from "../../src/transformer/tokenRows";
import type { ModuleTuning, Parameter, Tuning } from "../../src/transformer/tuning";
import { runOracle } from "./decoderOracle";
import type { NamedTensor, OracleParameter, OracleTuning } from "./oracleTuning";

type Weights = ReadonlyMap<string, NamedTensor>;

const parametersOf = (module: ModuleTuning): readonly Parameter[] => {
  if (module.kind === "lora") return [module.a, module.b];
  return ["weight" in module ? module.weight : module.scale];
};

/** All parameters of a tuning, in its order. */
const tunedParameters = (tuning: Tuning): Parameter[] => [...tuning.values()].flatMap(parametersOf);

/** A tuning with its numbers as they are on the GPU. */
async function numbersOf(device: GPUDevice, tuning: Tuning): Promise<Map<string, OracleTuning>> {
  const read = async ({ name, shape, weight }: Parameter): Promise<OracleParameter> => ({
    name,
    shape,
    values: new Float32Array(await download(device, weight)),
  });
  const numbers = new Map<string, OracleTuning>();
  for (const [tensor, module] of tuning) {
    if (module.kind === "lora") {
      const [a, b] = [await read(module.a), await read(module.b)];
      numbers.set(tensor, { kind: "lora", a, b, scale: module.scale });
    } else if ("index" in module) {
      const index = new Uint32Array(await download(device, module.index, 0, 4 * module.count));
      numbers.set(tensor, { kind: module.kind, index, weight: await read(module.weight) });
    } else if ("weight" in module) numbers.set(tensor, { kind: module.kind, weight: await read(module.weight) });
    else numbers.set(tensor, { kind: module.kind, scale: await read(module.scale) });
  }
  return numbers;
}

/** What a test may do to the oracle's gradients before the trainer sees them. */
export type Spoil = (gradients: Map<string, Float32Array<ArrayBuffer>>, step: number) => void;

/** The oracle as a decoder to train with: slow, exact to f32, and without anything of the decoder's own code. */
export function oracleDecoder(device: GPUDevice, config: DecoderConfig, weights: Weights, spoil?: Spoil): TrainDecoder {
  const run = async (rows: TokenRows, tuning: Tuning | undefined) => {
    const tunings = tuning ? await numbersOf(device, tuning) : new Map<string, OracleTuning>();
    return runOracle(config, weights, rows, { tunings });
  };
  return {
    device,
    config,
    async logProbs(rows, { tuning } = {}) {
      return Float32Array.from((await run(rows, tuning)).logProbs);
    },
    async lossAndGradients(rows, tuning, { accumulate, step }) {
      const oracle = await run(rows, tuning);
      const gradients = new Map(Array.from(oracle.tunedGradients(), ([name, g]) => [name, Float32Array.from(g)]));
      spoil?.(gradients, step);
      for (const { name, grad } of tunedParameters(tuning)) {
        const before = accumulate ? new Float32Array(await download(device, grad!)) : undefined;
        const sum = gradients.get(name)!.map((g, i) => g + (before?.[i] ?? 0));
        device.queue.writeBuffer(grad!, 0, sum);
      }
      const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
      const logProb = device.createBuffer({ size: 4 * rows.nTokens, usage });
      device.queue.writeBuffer(logProb, 0, Float32Array.from(oracle.logProbs));
      return logProb;
    },
    async gates() {
      throw new Error("the oracle hands out no gates");
    },
    async prefix() {
      throw new Error("the oracle keeps no prefix");
    },
  };
}

/** What AdamW needs beside the learning rate of each step. */
export interface OracleAdamW {
  readonly weightDecay: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
  readonly clip: number | null;
}

export interface OracleStep {
  readonly lossNats: number;
  readonly gradNorm: number;
}

const parametersOfNumbers = (tunings: ReadonlyMap<string, OracleTuning>): OracleParameter[] =>
  [...tunings.values()].flatMap((tuning) => {
    if (tuning.kind === "lora") return [tuning.a, tuning.b];
    return ["weight" in tuning ? tuning.weight : tuning.scale];
  });

/**
 * A whole run in f64: the oracle's gradients, clipped as `clip_grad_norm_` does, and AdamW as PyTorch's documentation writes it.
 * The tunings' values (f64 arrays) are changed in place.
 */
export function trainOracle(
  config: DecoderConfig,
  weights: Weights,
  tunings: ReadonlyMap<string, OracleTuning>,
  steps: readonly { readonly rows: TokenRows; readonly learningRate: number }[],
  { weightDecay, beta1, beta2, eps, clip }: OracleAdamW,
): OracleStep[] {
  const parameters = parametersOfNumbers(tunings).map(({ name, values }) => ({
    name,
    w: values as Float64Array,
    m: new Float64Array(values.length),
    v: new Float64Array(values.length),
  }));
  return steps.map(({ rows, learningRate }, s) => {
    const { lossNats, tunedGradients } = runOracle(config, weights, rows, { tunings });
    const gradients = tunedGradients();
    let squares = 0;
    for (const { name } of parameters) for (const g of gradients.get(name)!) squares += g * g;
    const gradNorm = Math.sqrt(squares);
    const scale = clip === null ? 1 : Math.min(1, clip / (gradNorm + 1e-6));
    for (const { name, w, m, v } of parameters) {
      for (const [i, raw] of gradients.get(name)!.entries()) {
        const g = raw * scale;
        w[i]! -= learningRate * weightDecay * w[i]!;
        m[i] = beta1 * m[i]! + (1 - beta1) * g;
        v[i] = beta2 * v[i]! + (1 - beta2) * g * g;
        const mHat = m[i]! / (1 - beta1 ** (s + 1));
        const vHat = v[i]! / (1 - beta2 ** (s + 1));
        w[i]! -= (learningRate * mHat) / (Math.sqrt(vHat) + eps);
      }
    }
    return { lossNats, gradNorm };
  });
}

/** A tuning's numbers in f64, to train on without touching the GPU's. */
export async function f64Tunings(device: GPUDevice, tuning: Tuning): Promise<Map<string, OracleTuning>> {
  const wide = (parameter: OracleParameter): OracleParameter => ({
    ...parameter,
    values: Float64Array.from(parameter.values),
  });
  const numbers = await numbersOf(device, tuning);
  return new Map(
    Array.from(numbers, ([tensor, module]): [string, OracleTuning] => {
      if (module.kind === "lora") return [tensor, { ...module, a: wide(module.a), b: wide(module.b) }];
      if ("weight" in module) return [tensor, { ...module, weight: wide(module.weight) }];
      return [tensor, { ...module, scale: wide(module.scale) }];
    }),
  );
}
