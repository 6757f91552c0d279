// append_rows: the keys and values of new tokens behind those that are cached.
//   k, v                f32[n_rows, width]
//   all_k, all_v        f32[n_keys, width]   row n_keys - n_rows + t becomes row t of k, v; the rows before are kept
// An invocation owns one element of each.
struct Params { n_rows: u32, n_keys: u32, width: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> k: array<f32>;
@group(0) @binding(2) var<storage, read> v: array<f32>;
@group(0) @binding(3) var<storage, read_write> all_k: array<f32>;
@group(0) @binding(4) var<storage, read_write> all_v: array<f32>;
override WORKGROUP_SIZE: u32;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) gid: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = gid.x + gid.y * groups.x * WORKGROUP_SIZE;
  if (i >= params.n_rows * params.width) { return; }
  let to = (params.n_keys - params.n_rows) * params.width + i;
  all_k[to] = k[i];
  all_v[to] = v[i];
}
