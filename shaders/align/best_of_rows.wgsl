// best_of_rows: the column of each row's largest score, the first of equals.
//   scores  f32[n_rows, n_columns]   finite
//   best    u32[n_rows]
// A workgroup owns a row: each invocation finds the best of its columns, then halves of them are compared.
struct Params { n_rows: u32, n_columns: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> scores: array<f32>;
@group(0) @binding(2) var<storage, read_write> best: array<u32>;
override WORKGROUP_SIZE: u32; // a power of two

const LOWEST = -3.4028234663852886e38;

var<workgroup> top: array<f32, WORKGROUP_SIZE>;
var<workgroup> place: array<u32, WORKGROUP_SIZE>;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let t = group.x + group.y * groups.x;
  if (t >= params.n_rows) { return; }
  var score = LOWEST;
  var column = params.n_columns; // behind all columns: loses against equals
  for (var c = lane; c < params.n_columns; c += WORKGROUP_SIZE) {
    let value = scores[t * params.n_columns + c];
    if (value > score || column == params.n_columns) {
      score = value;
      column = c;
    }
  }
  top[lane] = score;
  place[lane] = column;
  for (var half = WORKGROUP_SIZE / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      let other = top[lane + half];
      if (other > top[lane] || (other == top[lane] && place[lane + half] < place[lane])) {
        top[lane] = other;
        place[lane] = place[lane + half];
      }
    }
  }
  if (lane == 0u) { best[t] = place[0]; }
}
