// cross_entropy_forward: log probability of each row's target, and the log of the softmax's denominator.
//   logits       f32[n_rows, d_vocab]
//   targets      u32[n_rows]            NO_TARGET: the row has none
//   log_prob     f32[n_rows]            logits[target] - log_sum_exp, natural logarithm; 0 without a target
//   log_sum_exp  f32[n_rows]            of every row
// -inf is a logit like any other (probability 0). A row with a NaN or +inf, or with nothing but -inf, has no softmax: its log_sum_exp
// is NaN, and so is its log_prob if it has a target. A target outside the vocabulary gives NaN. Infinities and NaN are told by their
// bits, because compilers may assume that they do not occur.
// A workgroup owns a row; its invocations take every WORKGROUP_SIZE-th logit and halve their results in a fixed order.
struct Params { n_rows: u32, d_vocab: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> logits: array<f32>;
@group(0) @binding(2) var<storage, read> targets: array<u32>;
@group(0) @binding(3) var<storage, read_write> log_prob: array<f32>;
@group(0) @binding(4) var<storage, read_write> log_sum_exp: array<f32>;
override WORKGROUP_SIZE: u32; // a power of 2

const NO_TARGET = 0xffffffffu;
const LOWEST = -3.4028234e38;
const MINUS_INFINITY = 0xff800000u;
const NOT_A_NUMBER = 0x7fc00000u;

const HAS_FINITE = 1u;
const HAS_NAN = 2u; // or +inf
var<workgroup> part: array<f32, WORKGROUP_SIZE>;
var<workgroup> part_kinds: array<u32, WORKGROUP_SIZE>;

fn kind_of(x: f32) -> u32 {
  let bits = bitcast<u32>(x);
  if ((bits & 0x7f800000u) != 0x7f800000u) { return HAS_FINITE; }
  return select(HAS_NAN, 0u, bits == MINUS_INFINITY);
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) grid: vec3u,
  @builtin(local_invocation_index) id: u32,
) {
  let row = group.x + group.y * grid.x;
  if (row >= params.n_rows) { return; }
  let first = row * params.d_vocab;

  var highest = LOWEST;
  var kinds = 0u;
  for (var j = id; j < params.d_vocab; j += WORKGROUP_SIZE) {
    let x = logits[first + j];
    highest = max(highest, x);
    kinds |= kind_of(x);
  }
  part[id] = highest;
  part_kinds[id] = kinds;
  for (var n = WORKGROUP_SIZE / 2u; n > 0u; n /= 2u) {
    workgroupBarrier();
    if (id < n) {
      part[id] = max(part[id], part[id + n]);
      part_kinds[id] |= part_kinds[id + n];
    }
  }
  workgroupBarrier();
  highest = part[0];
  kinds = part_kinds[0];
  workgroupBarrier();

  var total = 0.0;
  for (var j = id; j < params.d_vocab; j += WORKGROUP_SIZE) {
    total += exp(max(logits[first + j] - highest, -100.0)); // exp(-100) is 0 beside the highest's 1
  }
  part[id] = total;
  for (var n = WORKGROUP_SIZE / 2u; n > 0u; n /= 2u) {
    workgroupBarrier();
    if (id < n) { part[id] += part[id + n]; }
  }
  if (id > 0u) { return; }

  let target_id = targets[row];
  let log_total = log(part[0]);
  var sum_bits = bitcast<u32>(highest + log_total);
  var bits = 0u;
  if (target_id < params.d_vocab) {
    let x = logits[first + target_id];
    bits = select(bitcast<u32>((x - highest) - log_total), MINUS_INFINITY, kind_of(x) == 0u);
  } else if (target_id != NO_TARGET) {
    bits = NOT_A_NUMBER;
  }
  if (kinds != HAS_FINITE) {
    sum_bits = NOT_A_NUMBER;
    if (target_id != NO_TARGET) { bits = NOT_A_NUMBER; }
  }
  log_sum_exp[row] = bitcast<f32>(sum_bits);
  log_prob[row] = bitcast<f32>(bits);
}
