// linear_backward_input: gradient of linear_forward with respect to x; the same rows of weights, summed over their other side.
//   dy  f32[n_rows, y_stride]
//   w   u32[n_out, words_per_row]   read by weight_at
//   dx  f32[n_rows, n_in]           dx[t, k] = alpha * sum_n dy[t, y_offset + n] W[n, k], added to what is there with accumulate = 1
// A workgroup owns a TILE x TILE tile of dx and goes through n in steps of TILE; each step stages both operands in workgroup memory.
struct Params {
  n_rows: u32, n_in: u32, n_out: u32, words_per_row: u32, y_stride: u32, y_offset: u32, accumulate: u32, alpha: f32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read> w: array<u32>;
@group(0) @binding(3) var<storage, read_write> dx: array<f32>;
override WORKGROUP_SIZE_X: u32;
override WORKGROUP_SIZE_Y: u32;

const TILE = 16u;
var<workgroup> dy_tile: array<f32, TILE * TILE>; // [t, n]
var<workgroup> w_tile: array<f32, TILE * TILE>; // [n, k]

@compute @workgroup_size(WORKGROUP_SIZE_X, WORKGROUP_SIZE_Y)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lid: vec3u) {
  let k = group.x * TILE + lid.x;
  let t = group.y * TILE + lid.y;
  var sum = 0.0;
  for (var n0 = 0u; n0 < params.n_out; n0 += TILE) {
    let dy_column = n0 + lid.x;
    var dy_value = 0.0;
    if (t < params.n_rows && dy_column < params.n_out) { dy_value = dy[t * params.y_stride + params.y_offset + dy_column]; }
    dy_tile[lid.y * TILE + lid.x] = dy_value;
    var w_value = 0.0;
    if (n0 + lid.y < params.n_out && k < params.n_in) { w_value = weight_at(n0 + lid.y, k); }
    w_tile[lid.y * TILE + lid.x] = w_value;
    workgroupBarrier();
    for (var i = 0u; i < TILE; i++) { sum += dy_tile[lid.y * TILE + i] * w_tile[i * TILE + lid.x]; }
    workgroupBarrier();
  }
  if (t >= params.n_rows || k >= params.n_in) { return; }
  let i = t * params.n_in + k;
  if (params.accumulate == 1u) { dx[i] += params.alpha * sum; } else { dx[i] = params.alpha * sum; }
}
