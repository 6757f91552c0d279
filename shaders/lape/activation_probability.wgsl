// activation_probability: P = over_zero / n in f32, as PyTorch divides integers: both operands rounded to f32 (to nearest,
// ties to even), then their correctly rounded quotient.
//   over_zero    u32[n_langs, n_neurons]
//   n            f32[n_langs]             tokens of each language, rounded to f32 by the caller; at least 1, below 2^100
//   probability  f32[n_langs, n_neurons]  0 where over_zero is 0
// One invocation owns one quotient. All of it is integer arithmetic on the floats' bits: WGSL's `/` may be 2.5 ULP off and
// its u32-to-f32 conversion may round either way, which would break ties between languages and with a threshold.
struct Params { n_langs: u32, n_neurons: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> over_zero: array<u32>;
@group(0) @binding(2) var<storage, read> n: array<f32>;
@group(0) @binding(3) var<storage, read_write> probability: array<f32>;
override WORKGROUP_SIZE: u32;

const HIDDEN_BIT = 0x800000u; // 2^23, leading bit of every normalized significand
const BIAS = 127u;

// Bits of x as the nearest f32, ties to even; x > 0.
fn round_to_f32(x: u32) -> u32 {
  let high = 31u - countLeadingZeros(x);
  if (high <= 23u) { return ((BIAS + high) << 23u) + (x << (23u - high)) - HIDDEN_BIT; }
  let shift = high - 23u;
  let kept = x >> shift;
  let rest = x & ((1u << shift) - 1u);
  let half = 1u << (shift - 1u);
  let up = u32(rest > half || (rest == half && (kept & 1u) == 1u));
  return ((BIAS + high) << 23u) + kept + up - HIDDEN_BIT; // a carry out of the significand raises the exponent
}

// Bits of the nearest f32 to a / b, both positive normal floats with a normal quotient.
fn divide(a: u32, b: u32) -> u32 {
  let b_significand = (b & 0x7fffffu) | HIDDEN_BIT;
  var rest = (a & 0x7fffffu) | HIDDEN_BIT;
  var exponent = BIAS + (a >> 23u) - (b >> 23u);
  if (rest < b_significand) {
    rest <<= 1u;
    exponent -= 1u;
  }
  // Long division, 24 bits of quotient: 1 + 8 + 8 + 7. The rest stays below 2^24, so shifted by 8 it still fits.
  var quotient = 1u;
  rest -= b_significand;
  for (var step = 0u; step < 3u; step++) {
    let bits = select(8u, 7u, step == 2u);
    quotient = (quotient << bits) | ((rest << bits) / b_significand);
    rest = (rest << bits) % b_significand;
  }
  // No quotient of two 24-bit numbers lies halfway between two 24-bit numbers, so there is no tie to settle.
  quotient += u32(rest * 2u > b_significand);
  return (exponent << 23u) + quotient - HIDDEN_BIT;
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) gid: vec3u) {
  if (gid.x >= params.n_neurons || gid.y >= params.n_langs) { return; }
  let i = gid.y * params.n_neurons + gid.x;
  let count = over_zero[i];
  var bits = 0u;
  if (count > 0u) { bits = divide(round_to_f32(count), bitcast<u32>(n[gid.y])); }
  probability[i] = bitcast<f32>(bits);
}
