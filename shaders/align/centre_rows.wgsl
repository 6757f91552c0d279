// centre_rows: rows less a multiple of one row, as less their mean where that row is their sum.
//   x         f32[n_rows, n_columns]
//   shift     f32[n_columns]
//   centred   f32[n_rows, n_columns]   x[t, c] - weight * shift[c]
// An invocation owns one element.
struct Params { n_rows: u32, n_columns: u32, weight: f32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> shift: array<f32>;
@group(0) @binding(3) var<storage, read_write> centred: array<f32>;
override WORKGROUP_SIZE: u32;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) gid: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = gid.x + gid.y * groups.x * WORKGROUP_SIZE;
  if (i >= params.n_rows * params.n_columns) { return; }
  centred[i] = x[i] - params.weight * shift[i % params.n_columns];
}
