// best_of_columns: the row of each column's largest score, the first of equals, over chunks of rows that come in their order.
//   scores  f32[n_rows, n_columns]   finite; of the rows first_row .. first_row + n_rows - 1
//   top     f32[n_columns]           the largest score so far; what lies there is not read where first_row is 0
//   best    u32[n_columns]           its row
// An invocation owns a column, so that neighbours read neighbouring scores.
struct Params { n_rows: u32, n_columns: u32, first_row: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> scores: array<f32>;
@group(0) @binding(2) var<storage, read_write> top: array<f32>;
@group(0) @binding(3) var<storage, read_write> best: array<u32>;
override WORKGROUP_SIZE: u32;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) gid: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let c = gid.x + gid.y * groups.x * WORKGROUP_SIZE;
  if (c >= params.n_columns || params.n_rows == 0u) { return; }
  var score = scores[c];
  var row = params.first_row;
  if (params.first_row > 0u && top[c] >= score) {
    score = top[c];
    row = best[c];
  }
  for (var t = 1u; t < params.n_rows; t++) {
    let value = scores[t * params.n_columns + c];
    if (value > score) {
      score = value;
      row = params.first_row + t;
    }
  }
  top[c] = score;
  best[c] = row;
}
