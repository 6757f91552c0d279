// linear_forward: activations times the transpose of a weight matrix in any MatrixFormat.
//   x  f32[n_rows, n_in]
//   w  u32[n_out, words_per_row]   read by weights_at
//   y  f32[n_rows, y_stride]       y[t, y_offset + n] = alpha * sum_k x[t, k] W[n, k], added to what is there with accumulate = 1
// Columns of y outside y_offset .. y_offset + n_out are not touched. A block_product over k; rows and columns behind the last
// repeat the last and are not stored.
struct Params {
  n_rows: u32, n_in: u32, n_out: u32, words_per_row: u32, y_stride: u32, y_offset: u32, accumulate: u32, alpha: f32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> w: array<u32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

fn x_at(t: u32, k: u32) -> vec4f {
  let i = min(t, params.n_rows - 1u) * params.n_in + k;
  let inside = vec4u(k, k + 1u, k + 2u, k + 3u) < vec4u(params.n_in);
  return select(vec4f(), vec4f(x[i], x[i + 1u], x[i + 2u], x[i + 3u]), inside);
}

fn a_block(t: u32, k: u32) -> mat4x4f { return mat4x4f(x_at(t, k), x_at(t + 1u, k), x_at(t + 2u, k), x_at(t + 3u, k)); }

fn b_block(k: u32, n: u32) -> mat4x4f {
  let last = params.n_out - 1u;
  return transpose(mat4x4f(
    weights_at(min(n, last), k), weights_at(min(n + 1u, last), k), weights_at(min(n + 2u, last), k), weights_at(min(n + 3u, last), k),
  ));
}

fn store(t: u32, n: u32, sum: f32) {
  if (t >= params.n_rows || n >= params.n_out) { return; }
  let i = t * params.y_stride + params.y_offset + n;
  var there = 0.0;
  if (params.accumulate == 1u) { there = y[i]; }
  y[i] = there + params.alpha * sum;
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  block_product(group, lane, params.n_rows, params.n_out, params.n_in);
}
