// scale_columns: every column times its number.
//   x      f32[n_rows, n_columns] row-major
//   scale  f32[n_columns]
//   y      f32[n_rows, n_columns] y[t, j] (+)= x[t, j] * scale[j]; `accumulate` 1 adds
// An invocation owns one element of y.
struct Params { n_rows: u32, n_columns: u32, accumulate: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> scale: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;
override WORKGROUP_SIZE_X: u32;
override WORKGROUP_SIZE_Y: u32;

@compute @workgroup_size(WORKGROUP_SIZE_X, WORKGROUP_SIZE_Y)
fn main(@builtin(global_invocation_id) gid: vec3u) {
  if (gid.x >= params.n_columns || gid.y >= params.n_rows) { return; }
  let i = gid.y * params.n_columns + gid.x;
  let scaled = x[i] * scale[gid.x];
  y[i] = select(scaled, y[i] + scaled, params.accumulate == 1u);
}
