// embedding_forward: the rows of a table that token ids name. The table is in any MatrixFormat and may be a part of a larger one.
//   ids  u32[n_rows]
//   w    u32[n_table_rows, words_per_row]   rows first_row .. first_row + n_table_rows of the whole table, read by weight_at
//   x    f32[n_rows, d_model]               x[t, :] = table[ids[t], :]; rows whose id is not in this part are not touched
// One invocation owns one element.
struct Params { n_rows: u32, d_model: u32, n_table_rows: u32, first_row: u32, words_per_row: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> ids: array<u32>;
@group(0) @binding(2) var<storage, read> w: array<u32>;
@group(0) @binding(3) var<storage, read_write> x: array<f32>;
override WORKGROUP_SIZE_X: u32;
override WORKGROUP_SIZE_Y: u32;

@compute @workgroup_size(WORKGROUP_SIZE_X, WORKGROUP_SIZE_Y)
fn main(@builtin(global_invocation_id) gid: vec3u) {
  let c = gid.x;
  let t = gid.y;
  if (c >= params.d_model || t >= params.n_rows) { return; }
  let row = ids[t] - params.first_row; // an id before the part wraps around and lies behind it
  if (row >= params.n_table_rows) { return; }
  x[t * params.d_model + c] = weight_at(row, c);
}
