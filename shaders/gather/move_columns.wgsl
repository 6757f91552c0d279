// move_columns: some columns of a matrix to a narrow one of their own, or back.
//   index   u32[n_index]           columns of x, each at most once; one beyond the last moves nothing and reads as 0
//   x       f32[n_rows, n_columns] row-major
//   chosen  f32[n_rows, n_index]   chosen[t, i] stands for x[t, index[i]]
// `op` 0 copies them into `chosen`; 1 does, and leaves 0 in x; 2 writes them from `chosen` into x.
// An invocation owns one element of `chosen` and, since columns are chosen once, its element of x.
struct Params { n_rows: u32, n_columns: u32, n_index: u32, op: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> index: array<u32>;
@group(0) @binding(2) var<storage, read_write> x: array<f32>;
@group(0) @binding(3) var<storage, read_write> chosen: array<f32>;
override WORKGROUP_SIZE_X: u32;
override WORKGROUP_SIZE_Y: u32;

@compute @workgroup_size(WORKGROUP_SIZE_X, WORKGROUP_SIZE_Y)
fn main(@builtin(global_invocation_id) gid: vec3u) {
  if (gid.x >= params.n_index || gid.y >= params.n_rows) { return; }
  let own = gid.y * params.n_index + gid.x;
  let column = index[gid.x];
  if (column >= params.n_columns) {
    if (params.op < 2u) { chosen[own] = 0.0; }
    return;
  }
  let at = gid.y * params.n_columns + column;
  if (params.op == 2u) {
    x[at] = chosen[own];
    return;
  }
  chosen[own] = x[at];
  if (params.op == 1u) { x[at] = 0.0; }
}
