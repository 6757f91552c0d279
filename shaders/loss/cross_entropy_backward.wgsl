// cross_entropy_backward: logits become the gradient of -sum over rows of weights[row] * log_prob[row], in place.
//   logits       f32[n_rows, d_vocab]   (softmax - onehot(target)) * weight; 0 in rows without a target
//   targets      u32[n_rows]            NO_TARGET: the row has none
//   log_sum_exp  f32[n_rows]            of cross_entropy_forward
//   weights      f32[n_rows]
// Where cross_entropy_forward gave a NaN for the log probability the row becomes NaN; NaN is told by its bits, because compilers may
// assume that it does not occur. One invocation owns one logit.
struct Params { n_rows: u32, d_vocab: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> logits: array<f32>;
@group(0) @binding(2) var<storage, read> targets: array<u32>;
@group(0) @binding(3) var<storage, read> log_sum_exp: array<f32>;
@group(0) @binding(4) var<storage, read> weights: array<f32>;
override WORKGROUP_SIZE_X: u32;
override WORKGROUP_SIZE_Y: u32;

const NO_TARGET = 0xffffffffu;
const NOT_A_NUMBER = 0x7fc00000u;

@compute @workgroup_size(WORKGROUP_SIZE_X, WORKGROUP_SIZE_Y)
fn main(@builtin(global_invocation_id) gid: vec3u) {
  let j = gid.x;
  let row = gid.y;
  if (j >= params.d_vocab || row >= params.n_rows) { return; }
  let i = row * params.d_vocab + j;
  let target_id = targets[row];
  if (target_id == NO_TARGET) {
    logits[i] = 0.0;
    return;
  }
  let log_total = log_sum_exp[row];
  var bits = NOT_A_NUMBER;
  if (target_id < params.d_vocab && (bitcast<u32>(log_total) & 0x7f800000u) != 0x7f800000u) {
    let p = exp(clamp(logits[i] - log_total, -100.0, 0.0)); // -inf is no number to count on
    bits = bitcast<u32>((p - f32(j == target_id)) * weights[row]);
  }
  logits[i] = bitcast<f32>(bits);
}
