// column_sums: sums down the columns, of one matrix or of the products of two: gradients of biases and of scales.
//   a     f32[n_rows, n_columns] row-major
//   b     f32[n_rows, n_columns] read where `product` is 1
//   sums  f32[n_columns]         sums[j] (+)= sum over t of a[t, j], or of a[t, j] * b[t, j]; `accumulate` 1 adds
// A workgroup owns WORKGROUP_SIZE_X columns; each of its WORKGROUP_SIZE_Y slices takes every WORKGROUP_SIZE_Y-th row, and the
// first slice adds the parts in their order: the result repeats exactly.
struct Params { n_rows: u32, n_columns: u32, product: u32, accumulate: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read> b: array<f32>;
@group(0) @binding(3) var<storage, read_write> sums: array<f32>;
override WORKGROUP_SIZE_X: u32;
override WORKGROUP_SIZE_Y: u32;

var<workgroup> parts: array<f32, WORKGROUP_SIZE_X * WORKGROUP_SIZE_Y>;

@compute @workgroup_size(WORKGROUP_SIZE_X, WORKGROUP_SIZE_Y)
fn main(@builtin(global_invocation_id) gid: vec3u, @builtin(local_invocation_id) lid: vec3u) {
  let j = gid.x;
  var sum = 0.0;
  if (j < params.n_columns) {
    for (var t = lid.y; t < params.n_rows; t += WORKGROUP_SIZE_Y) {
      let i = t * params.n_columns + j;
      if (params.product == 1u) { sum += a[i] * b[i]; } else { sum += a[i]; }
    }
  }
  parts[lid.y * WORKGROUP_SIZE_X + lid.x] = sum;
  workgroupBarrier();
  if (lid.y > 0u || j >= params.n_columns) { return; }
  for (var slice = 1u; slice < WORKGROUP_SIZE_Y; slice++) { sum += parts[slice * WORKGROUP_SIZE_X + lid.x]; }
  if (params.accumulate == 1u) { sum += sums[j]; }
  sums[j] = sum;
}
