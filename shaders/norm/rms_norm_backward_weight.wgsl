// rms_norm_backward_weight: the gradient of an RMSNorm's weight.
//   x, dy    f32[n_rows, d_model]
//   inv_rms  f32[n_rows]      from the forward
//   dweight  f32[d_model]     sum over t of dy[t, c] * x[t, c] * inv_rms[t], added to what is there with accumulate = 1
// A workgroup owns WORKGROUP_SIZE_X columns; each of its WORKGROUP_SIZE_Y slices takes every WORKGROUP_SIZE_Y-th row, and the first
// slice adds the parts in their order, so that the result repeats exactly.
struct Params { n_rows: u32, d_model: u32, accumulate: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> inv_rms: array<f32>;
@group(0) @binding(3) var<storage, read> dy: array<f32>;
@group(0) @binding(4) var<storage, read_write> dweight: array<f32>;
override WORKGROUP_SIZE_X: u32;
override WORKGROUP_SIZE_Y: u32;

var<workgroup> parts: array<f32, WORKGROUP_SIZE_X * WORKGROUP_SIZE_Y>;

@compute @workgroup_size(WORKGROUP_SIZE_X, WORKGROUP_SIZE_Y)
fn main(@builtin(global_invocation_id) gid: vec3u, @builtin(local_invocation_id) lid: vec3u) {
  let c = gid.x;
  var sum = 0.0;
  if (c < params.d_model) {
    for (var t = lid.y; t < params.n_rows; t += WORKGROUP_SIZE_Y) {
      let i = t * params.d_model + c;
      sum += dy[i] * x[i] * inv_rms[t];
    }
  }
  parts[lid.y * WORKGROUP_SIZE_X + lid.x] = sum;
  workgroupBarrier();
  if (lid.y > 0u || c >= params.d_model) { return; }
  for (var slice = 1u; slice < WORKGROUP_SIZE_Y; slice++) { sum += parts[slice * WORKGROUP_SIZE_X + lid.x]; }
  if (params.accumulate == 1u) { dweight[c] += sum; } else { dweight[c] = sum; }
}
