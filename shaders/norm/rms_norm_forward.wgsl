// rms_norm_forward: rows divided by their root mean square, times a weight.
//   x        f32[n_rows, d_model]
//   weight   f32[d_model]
//   y        f32[n_rows, d_model]   x[t, c] * inv_rms[t] * weight[c]
//   inv_rms  f32[n_rows]            1 / sqrt(mean over c of x[t, c]^2 + eps), kept for the backward
// A workgroup owns a row; its invocations read neighbouring columns.
struct Params { n_rows: u32, d_model: u32, eps: f32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> weight: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;
@group(0) @binding(4) var<storage, read_write> inv_rms: array<f32>;
override WORKGROUP_SIZE: u32;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let t = group.x + group.y * groups.x;
  if (t >= params.n_rows) { return; }
  let first = t * params.d_model;
  var squares = 0.0;
  for (var c = lane; c < params.d_model; c += WORKGROUP_SIZE) {
    let value = x[first + c];
    squares += value * value;
  }
  let inv = 1.0 / sqrt(row_sum(squares, lane) / f32(params.d_model) + params.eps);
  for (var c = lane; c < params.d_model; c += WORKGROUP_SIZE) { y[first + c] = x[first + c] * inv * weight[c]; }
  if (lane == 0u) { inv_rms[t] = inv; }
}
