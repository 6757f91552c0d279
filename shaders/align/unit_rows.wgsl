// unit_rows: rows divided by their Euclidean norm, so that a product of two is their cosine.
//   x     f32[n_rows, d_model]
//   unit  f32[n_rows, d_model]   a row of zeros stays one
// A workgroup owns a row; its invocations read neighbouring columns.
struct Params { n_rows: u32, d_model: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> unit: array<f32>;
override WORKGROUP_SIZE: u32;

const SMALLEST = 1.1754943508222875e-38; // of normal numbers: nothing is divided by zero

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let t = group.x + group.y * groups.x;
  if (t >= params.n_rows) { return; }
  let first = t * params.d_model;
  var squares = 0.0;
  for (var c = lane; c < params.d_model; c += WORKGROUP_SIZE) {
    let value = x[first + c];
    squares += value * value;
  }
  let norm = max(sqrt(row_sum(squares, lane)), SMALLEST);
  for (var c = lane; c < params.d_model; c += WORKGROUP_SIZE) { unit[first + c] = x[first + c] / norm; }
}
