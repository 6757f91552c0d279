// row_dots: the product of each row of one matrix with its row of another, or with that `shift` rows behind it, around.
//   a, b  f32[n_rows, n_columns]
//   dots  f32[n_rows]              sum over c of a[t, c] * b[(t + shift) mod n_rows, c]
// A workgroup owns a row; its invocations read neighbouring columns.
struct Params { n_rows: u32, n_columns: u32, shift: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read> b: array<f32>;
@group(0) @binding(3) var<storage, read_write> dots: array<f32>;
override WORKGROUP_SIZE: u32;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let t = group.x + group.y * groups.x;
  if (t >= params.n_rows) { return; }
  let in_a = t * params.n_columns;
  let in_b = (t + params.shift) % params.n_rows * params.n_columns;
  var dot = 0.0;
  for (var c = lane; c < params.n_columns; c += WORKGROUP_SIZE) { dot += a[in_a + c] * b[in_b + c]; }
  let sum = row_sum(dot, lane);
  if (lane == 0u) { dots[t] = sum; }
}
