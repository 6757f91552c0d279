// linear_forward: activations times the transpose of a weight matrix in any MatrixFormat.
//   x  f32[n_rows, n_in]
//   w  u32[n_out, words_per_row]   read by weight_at
//   y  f32[n_rows, y_stride]       y[t, y_offset + n] = alpha * sum_k x[t, k] W[n, k], added to what is there with accumulate = 1
// A workgroup owns a TILE x TILE tile of y and goes through k in steps of TILE; each step stages both operands in workgroup memory.
// Columns of y outside y_offset .. y_offset + n_out are not touched.
struct Params {
  n_rows: u32, n_in: u32, n_out: u32, words_per_row: u32, y_stride: u32, y_offset: u32, accumulate: u32, alpha: f32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> w: array<u32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;
override WORKGROUP_SIZE_X: u32;
override WORKGROUP_SIZE_Y: u32;

const TILE = 16u;
var<workgroup> x_tile: array<f32, TILE * TILE>; // [t, k]
var<workgroup> w_tile: array<f32, TILE * (TILE + 1u)>; // [n, k], rows a word apart in their banks

@compute @workgroup_size(WORKGROUP_SIZE_X, WORKGROUP_SIZE_Y)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lid: vec3u) {
  let n = group.x * TILE + lid.x;
  let t = group.y * TILE + lid.y;
  let w_row = group.x * TILE + lid.y;
  var sum = 0.0;
  for (var k0 = 0u; k0 < params.n_in; k0 += TILE) {
    let k = k0 + lid.x;
    var x_value = 0.0;
    if (t < params.n_rows && k < params.n_in) { x_value = x[t * params.n_in + k]; }
    x_tile[lid.y * TILE + lid.x] = x_value;
    var w_value = 0.0;
    if (w_row < params.n_out && k < params.n_in) { w_value = weight_at(w_row, k); }
    w_tile[lid.y * (TILE + 1u) + lid.x] = w_value;
    workgroupBarrier();
    for (var i = 0u; i < TILE; i++) { sum += x_tile[lid.y * TILE + i] * w_tile[lid.x * (TILE + 1u) + i]; }
    workgroupBarrier();
  }
  if (t >= params.n_rows || n >= params.n_out) { return; }
  let i = t * params.y_stride + params.y_offset + n;
  if (params.accumulate == 1u) { y[i] += params.alpha * sum; } else { y[i] = params.alpha * sum; }
}
