/** Activation functions of feed-forward layers, in the field's names. `identity`: the value is already activated. */
export type ActFn = "silu" | "gelu" | "gelu_tanh" | "quick_gelu" | "relu" | "identity";

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** erf to 1.2e-7 (Numerical Recipes' erfc by a Chebyshev fit). */
export function erf(x: number): number {
  const t = 1 / (1 + 0.5 * Math.abs(x));
  const poly = [
    0.17087277, -0.82215223, 1.48851587, -1.13520398, 0.27886807, -0.18628806, 0.09678418, 0.37409196, 1.00002368,
    -1.26551223,
  ].reduce((sum, c) => sum * t + c, 0);
  const tail = t * Math.exp(-x * x + poly);
  return x >= 0 ? 1 - tail : tail - 1;
}

/** Each function in f64. All but `identity` are positive exactly where their input is. */
export const ACT_FN: Readonly<Record<ActFn, (x: number) => number>> = {
  silu: (x) => x * sigmoid(x),
  gelu: (x) => 0.5 * x * (1 + erf(x / Math.SQRT2)),
  gelu_tanh: (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
  quick_gelu: (x) => x * sigmoid(1.702 * x),
  relu: (x) => Math.max(x, 0),
  identity: (x) => x,
};

const SQRT_2_PI = Math.sqrt(2 / Math.PI);

/** Derivatives of those functions, in f64. relu's at 0 is 0, as PyTorch has it. */
export const ACT_FN_DERIVATIVE: Readonly<Record<ActFn, (x: number) => number>> = {
  silu: (x) => sigmoid(x) * (1 + x * (1 - sigmoid(x))),
  gelu: (x) => 0.5 * (1 + erf(x / Math.SQRT2)) + (x * Math.exp(-0.5 * x * x)) / Math.sqrt(2 * Math.PI),
  gelu_tanh: (x) => {
    const th = Math.tanh(SQRT_2_PI * (x + 0.044715 * x ** 3));
    return 0.5 * (1 + th) + 0.5 * x * (1 - th * th) * SQRT_2_PI * (1 + 3 * 0.044715 * x * x);
  },
  quick_gelu: (x) => sigmoid(1.702 * x) * (1 + 1.702 * x * (1 - sigmoid(1.702 * x))),
  relu: (x) => (x > 0 ? 1 : 0),
  identity: () => 1,
};
