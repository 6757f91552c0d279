// act_fn: activation functions of gates and their derivatives. Shared text: it stands behind the kernel that calls it.
override ACT_FN: u32; // 0 identity, 1 relu, 2 silu, 3 quick_gelu, 4 gelu_tanh, 5 gelu (by erf)

// erf to 1.2e-7: Chebyshev fit of exp(x^2) erfc(x), Numerical Recipes.
fn erf(x: f32) -> f32 {
  let t = 1.0 / (1.0 + 0.5 * abs(x));
  var poly = 0.17087277;
  poly = poly * t - 0.82215223;
  poly = poly * t + 1.48851587;
  poly = poly * t - 1.13520398;
  poly = poly * t + 0.27886807;
  poly = poly * t - 0.18628806;
  poly = poly * t + 0.09678418;
  poly = poly * t + 0.37409196;
  poly = poly * t + 1.00002368;
  poly = poly * t - 1.26551223;
  let tail = t * exp(max(poly - x * x, -80.0));
  return select(tail - 1.0, 1.0 - tail, x >= 0.0);
}

// exp and tanh are kept from overflow, where WGSL promises nothing.
fn sigmoid(x: f32) -> f32 { return 1.0 / (1.0 + exp(min(-x, 80.0))); }
fn gelu_tanh_of(x: f32) -> f32 { return tanh(clamp(0.7978845608 * (x + 0.044715 * x * x * x), -10.0, 10.0)); }

fn act_fn(x: f32) -> f32 {
  if (ACT_FN == 1u) { return max(x, 0.0); }
  if (ACT_FN == 2u) { return x / (1.0 + exp(min(-x, 80.0))); }
  if (ACT_FN == 3u) { return x / (1.0 + exp(min(-1.702 * x, 80.0))); }
  if (ACT_FN == 4u) { return 0.5 * x * (1.0 + gelu_tanh_of(x)); }
  if (ACT_FN == 5u) { return 0.5 * x * (1.0 + erf(0.7071067812 * x)); }
  return x;
}

// Beyond 60 every derivative is 0 or 1 to the last bit, and x * x would overflow far out.
fn act_fn_derivative(gate: f32) -> f32 {
  let x = clamp(gate, -60.0, 60.0);
  if (ACT_FN == 1u) { return select(0.0, 1.0, x > 0.0); }
  if (ACT_FN == 2u) {
    let s = sigmoid(x);
    return s * (1.0 + x * (1.0 - s));
  }
  if (ACT_FN == 3u) {
    let s = sigmoid(1.702 * x);
    return s * (1.0 + 1.702 * x * (1.0 - s));
  }
  if (ACT_FN == 4u) {
    let th = gelu_tanh_of(x);
    return 0.5 * (1.0 + th) + 0.5 * x * (1.0 - th * th) * 0.7978845608 * (1.0 + 0.134145 * x * x);
  }
  if (ACT_FN == 5u) {
    return 0.5 * (1.0 + erf(0.7071067812 * x)) + 0.3989422804 * x * exp(max(-0.5 * x * x, -80.0));
  }
  return 1.0;
}
