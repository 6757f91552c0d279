// linear_backward_input: gradient of linear_forward with respect to x; the same rows of weights, summed over their other side.
//   dy  f32[n_rows, y_stride]
//   w   u32[n_out, words_per_row]   read by weights_at
//   dx  f32[n_rows, n_in]           dx[t, k] = alpha * sum_n dy[t, y_offset + n] W[n, k], added to what is there with accumulate = 1
// A block_product over n; rows behind the last repeat the last, columns behind the last mean nothing, and neither is stored.
struct Params {
  n_rows: u32, n_in: u32, n_out: u32, words_per_row: u32, y_stride: u32, y_offset: u32, accumulate: u32, alpha: f32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read> w: array<u32>;
@group(0) @binding(3) var<storage, read_write> dx: array<f32>;

fn dy_at(t: u32, n: u32) -> vec4f {
  let i = min(t, params.n_rows - 1u) * params.y_stride + params.y_offset + n;
  let inside = vec4u(n, n + 1u, n + 2u, n + 3u) < vec4u(params.n_out);
  return select(vec4f(), vec4f(dy[i], dy[i + 1u], dy[i + 2u], dy[i + 3u]), inside);
}

fn a_block(t: u32, n: u32) -> mat4x4f { return mat4x4f(dy_at(t, n), dy_at(t + 1u, n), dy_at(t + 2u, n), dy_at(t + 3u, n)); }

fn b_block(n: u32, k: u32) -> mat4x4f {
  let last = params.n_out - 1u;
  return mat4x4f(
    weights_at(min(n, last), k), weights_at(min(n + 1u, last), k), weights_at(min(n + 2u, last), k), weights_at(min(n + 3u, last), k),
  );
}

fn store(t: u32, k: u32, sum: f32) {
  if (t >= params.n_rows || k >= params.n_in) { return; }
  let i = t * params.n_in + k;
  var there = 0.0;
  if (params.accumulate == 1u) { there = dx[i]; }
  dx[i] = there + params.alpha * sum;
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  block_product(group, lane, params.n_rows, params.n_in, params.n_out);
}
