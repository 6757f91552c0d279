import type { OnnxNode } from "../formats/onnxNode";
import { ACT_FN, erf } from "../tensor/actFn";
import { findAttribute } from "./graph";

/** What an operator makes of single numbers: its inputs in order (undefined where left out) and its attributes. */
type ScalarOp = (
  inputs: readonly (number | undefined)[],
  attribute: (name: string, byDefault: number) => number,
) => number;

const unary =
  (f: (x: number) => number): ScalarOp =>
  ([x]) =>
    f(x!);
const binary =
  (f: (x: number, y: number) => number): ScalarOp =>
  ([x, y]) =>
    f(x!, y!);
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const softplus = (x: number) => Math.log1p(Math.exp(x));

/** Operators that carry an activation function's nonlinearity: a search for one begins here. */
const NONLINEAR: Readonly<Record<string, ScalarOp>> = {
  Sigmoid: unary(sigmoid),
  Tanh: unary(Math.tanh),
  Erf: unary(erf),
  Exp: unary(Math.exp),
  Relu: unary(ACT_FN.relu),
  Max: (xs) => Math.max(...xs.map((x) => x!)),
  Clip: ([x, min, max], attribute) =>
    Math.min(Math.max(x!, min ?? attribute("min", -Infinity)), max ?? attribute("max", Infinity)),
  Gelu: unary(ACT_FN.gelu),
  BiasGelu: ([x, bias]) => ACT_FN.gelu(x! + bias!),
  FastGelu: ([x, bias]) => ACT_FN.gelu_tanh(x! + (bias ?? 0)),
  QuickGelu: ([x], attribute) => x! * sigmoid(attribute("alpha", 1.702) * x!),
  Swish: ([x], attribute) => x! * sigmoid(attribute("alpha", 1) * x!),
  Silu: unary(ACT_FN.silu),
  Softplus: unary(softplus),
  Mish: unary((x) => x * Math.tanh(softplus(x))),
  HardSigmoid: ([x], attribute) => Math.min(1, Math.max(0, attribute("alpha", 0.2) * x! + attribute("beta", 0.5))),
  HardSwish: unary((x) => x * Math.min(1, Math.max(0, x / 6 + 0.5))),
  LeakyRelu: ([x], attribute) => (x! < 0 ? attribute("alpha", 0.01) * x! : x!),
  Elu: ([x], attribute) => (x! < 0 ? attribute("alpha", 1) * Math.expm1(x!) : x!),
};

/** Operators that only pass numbers on, whatever their other inputs say about shapes. */
const PASSING = new Set(["Identity", "Cast", "Reshape", "Squeeze", "Unsqueeze", "Flatten"]);

const ARITHMETIC: Readonly<Record<string, ScalarOp>> = {
  Add: binary((x, y) => x + y),
  Sub: binary((x, y) => x - y),
  Mul: binary((x, y) => x * y),
  Div: binary((x, y) => x / y),
  Pow: binary((x, y) => x ** y),
  Neg: unary((x) => -x),
  Abs: unary(Math.abs),
  Sqrt: unary(Math.sqrt),
  Reciprocal: unary((x) => 1 / x),
  Log: unary(Math.log),
  Min: (xs) => Math.min(...xs.map((x) => x!)),
};

const isKnownDomain = (node: OnnxNode) => node.domain === "" || node.domain === "com.microsoft";

export function isNonlinear(node: OnnxNode): boolean {
  return isKnownDomain(node) && Object.hasOwn(NONLINEAR, node.opType);
}

/** Whether the node hands its first input on unchanged, in another type or shape at most. */
export function isPassing(node: OnnxNode): boolean {
  return isKnownDomain(node) && PASSING.has(node.opType);
}

/** The inputs that the node's numbers depend on, or undefined where it does not work number by number. */
export function scalarInputs(node: OnnxNode): readonly string[] | undefined {
  if (isPassing(node)) return node.inputs.slice(0, 1);
  if (!isNonlinear(node) && !(isKnownDomain(node) && Object.hasOwn(ARITHMETIC, node.opType))) return undefined;
  return node.inputs;
}

/** The node's output for single numbers in the place of its `scalarInputs`. */
export function applyScalar(node: OnnxNode, inputs: readonly (number | undefined)[]): number {
  if (isPassing(node)) return inputs[0]!;
  if (node.opType === "Gelu" && findAttribute(node, "approximate")?.text === "tanh")
    return ACT_FN.gelu_tanh(inputs[0]!);
  const op = NONLINEAR[node.opType] ?? ARITHMETIC[node.opType]!;
  return op(inputs, (name, byDefault) => findAttribute(node, name)?.float ?? byDefault);
}
