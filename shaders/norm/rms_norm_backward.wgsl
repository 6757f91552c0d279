// rms_norm_backward: the gradient of what went into an RMSNorm.
//   x, dy    f32[n_rows, d_model]
//   weight   f32[d_model]
//   inv_rms  f32[n_rows]            from the forward
//   dx       f32[n_rows, d_model]   with g = dy * weight: inv_rms * (g - x * inv_rms^2 * mean over the row of g * x), added to what
//                                   is there with accumulate = 1
// A workgroup owns a row; its invocations read neighbouring columns.
struct Params { n_rows: u32, d_model: u32, accumulate: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> weight: array<f32>;
@group(0) @binding(3) var<storage, read> inv_rms: array<f32>;
@group(0) @binding(4) var<storage, read> dy: array<f32>;
@group(0) @binding(5) var<storage, read_write> dx: array<f32>;
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
  var products = 0.0;
  for (var c = lane; c < params.d_model; c += WORKGROUP_SIZE) { products += dy[first + c] * weight[c] * x[first + c]; }
  let inv = inv_rms[t];
  let pull = row_sum(products, lane) / f32(params.d_model) * inv * inv;
  for (var c = lane; c < params.d_model; c += WORKGROUP_SIZE) {
    let i = first + c;
    let gradient = inv * (dy[i] * weight[c] - x[i] * pull);
    if (params.accumulate == 1u) { dx[i] += gradient; } else { dx[i] = gradient; }
  }
}
