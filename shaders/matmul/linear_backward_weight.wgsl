// linear_backward_weight: gradient of linear_forward with respect to the weights, in f32.
//   dy  f32[n_rows, y_stride]
//   x   f32[n_rows, n_in]
//   dw  f32[n_out, n_in]   dw[n, k] = alpha * sum_t dy[t, y_offset + n] x[t, k], added to what is there with accumulate = 1
// A workgroup owns a TILE x TILE tile of dw and goes through t in steps of TILE, always in the same order: no atomics, so the result
// repeats exactly.
struct Params { n_rows: u32, n_in: u32, n_out: u32, y_stride: u32, y_offset: u32, accumulate: u32, alpha: f32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read> x: array<f32>;
@group(0) @binding(3) var<storage, read_write> dw: array<f32>;
override WORKGROUP_SIZE_X: u32;
override WORKGROUP_SIZE_Y: u32;

const TILE = 16u;
var<workgroup> dy_tile: array<f32, TILE * TILE>; // [t, n]
var<workgroup> x_tile: array<f32, TILE * TILE>; // [t, k]

@compute @workgroup_size(WORKGROUP_SIZE_X, WORKGROUP_SIZE_Y)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lid: vec3u) {
  let k = group.x * TILE + lid.x;
  let n = group.y * TILE + lid.y;
  let dy_column = group.y * TILE + lid.x;
  var sum = 0.0;
  for (var t0 = 0u; t0 < params.n_rows; t0 += TILE) {
    let t = t0 + lid.y;
    var dy_value = 0.0;
    if (t < params.n_rows && dy_column < params.n_out) { dy_value = dy[t * params.y_stride + params.y_offset + dy_column]; }
    dy_tile[lid.y * TILE + lid.x] = dy_value;
    var x_value = 0.0;
    if (t < params.n_rows && k < params.n_in) { x_value = x[t * params.n_in + k]; }
    x_tile[lid.y * TILE + lid.x] = x_value;
    workgroupBarrier();
    for (var i = 0u; i < TILE; i++) { sum += dy_tile[i * TILE + lid.y] * x_tile[i * TILE + lid.x]; }
    workgroupBarrier();
  }
  if (n >= params.n_out || k >= params.n_in) { return; }
  let i = n * params.n_in + k;
  if (params.accumulate == 1u) { dw[i] += params.alpha * sum; } else { dw[i] = params.alpha * sum; }
}
