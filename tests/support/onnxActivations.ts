import type { TWIN_ACT } from "./decoderTwin";
import type { ElementType, OnnxBuilder } from "./onnxBuilder";

/** How a graph writes an activation function. `x` is what goes in, `b` a bias for nodes that add one themselves. */
export interface Activation {
  readonly fn: keyof typeof TWIN_ACT;
  /** The opset that has the operator. */
  readonly opset?: number;
  /** Adds a bias by itself. */
  readonly ownBias?: boolean;
  readonly emit: (g: ActivationNodes, x: string, b: string) => string;
}

/** Writes nodes of one activation function. */
class ActivationNodes {
  private count = 0;
  constructor(
    private readonly builder: OnnxBuilder,
    private readonly path: string,
    private readonly float: ElementType,
  ) {}

  op(opType: string, ...inputs: (string | number)[]): string {
    return this.with(opType, {}, ...inputs);
  }

  with(
    opType: string,
    options: { domain?: string; attributes?: Record<string, { f: number } | string> },
    ...inputs: (string | number)[]
  ): string {
    const names = inputs.map((input) => (typeof input === "string" ? input : this.constant(input)));
    this.count++;
    const suffix = this.count === 1 ? "" : `_${this.count}`;
    return this.builder.node(opType, `${this.path}/${opType}${suffix}`, names, options);
  }

  private constant(value: number): string {
    this.count++;
    return this.builder.constant(`${this.path}/Constant_${this.count}`, [], this.float, [value]);
  }
}

const MS = "com.microsoft";

/** Each as an exporter or an optimizer writes it. */
export const ACTIVATIONS = {
  siluChain: { fn: "silu", emit: (g, x) => g.op("Mul", x, g.op("Sigmoid", x)) },
  siluQuickGelu: {
    fn: "silu",
    emit: (g, x) => g.with("QuickGelu", { domain: MS, attributes: { alpha: { f: 1 } } }, x),
  },
  siluSwish: { fn: "silu", opset: 24, emit: (g, x) => g.op("Swish", x) },
  siluExp: { fn: "silu", emit: (g, x) => g.op("Div", x, g.op("Add", 1, g.op("Exp", g.op("Neg", x)))) },
  geluErf: {
    fn: "gelu",
    emit: (g, x) => {
      const cdf = g.op("Add", g.op("Erf", g.op("Div", x, Math.SQRT2)), 1);
      return g.op("Mul", g.op("Mul", x, cdf), 0.5);
    },
  },
  geluTanh: {
    fn: "gelu_tanh",
    emit: (g, x) => {
      const inner = g.op("Add", x, g.op("Mul", g.op("Pow", x, 3), 0.044715));
      const cdf = g.op("Add", g.op("Tanh", g.op("Mul", inner, Math.sqrt(2 / Math.PI))), 1);
      return g.op("Mul", g.op("Mul", x, 0.5), cdf);
    },
  },
  geluBloom: {
    fn: "gelu_tanh",
    emit: (g, x) => {
      const poly = g.op("Add", g.op("Mul", g.op("Mul", x, 0.044715), x), 1);
      const tanh = g.op("Tanh", g.op("Mul", g.op("Mul", x, 0.79788456), poly));
      return g.op("Mul", g.op("Mul", x, 0.5), g.op("Add", tanh, 1));
    },
  },
  geluNode: { fn: "gelu", opset: 20, emit: (g, x) => g.op("Gelu", x) },
  geluNodeTanh: {
    fn: "gelu_tanh",
    opset: 20,
    emit: (g, x) => g.with("Gelu", { attributes: { approximate: "tanh" } }, x),
  },
  geluMicrosoft: { fn: "gelu", emit: (g, x) => g.with("Gelu", { domain: MS }, x) },
  fastGelu: { fn: "gelu_tanh", emit: (g, x) => g.with("FastGelu", { domain: MS }, x) },
  fastGeluBias: { fn: "gelu_tanh", ownBias: true, emit: (g, x, b) => g.with("FastGelu", { domain: MS }, x, b) },
  biasGelu: { fn: "gelu", ownBias: true, emit: (g, x, b) => g.with("BiasGelu", { domain: MS }, x, b) },
  quickGelu: { fn: "quick_gelu", emit: (g, x) => g.with("QuickGelu", { domain: MS }, x) },
  quickGeluChain: { fn: "quick_gelu", emit: (g, x) => g.op("Mul", x, g.op("Sigmoid", g.op("Mul", x, 1.702))) },
  relu: { fn: "relu", emit: (g, x) => g.op("Relu", x) },
} satisfies Record<string, Activation>;

export type ActivationName = keyof typeof ACTIVATIONS;

export function emitActivation(
  builder: OnnxBuilder,
  name: ActivationName,
  path: string,
  float: ElementType,
  x: string,
  bias: string,
): string {
  const activation: Activation = ACTIVATIONS[name];
  return activation.emit(new ActivationNodes(builder, path, float), x, bias);
}
