// linear_backward_weight: gradient of linear_forward with respect to the weights, in f32.
//   dy  f32[n_rows, y_stride]
//   x   f32[n_rows, n_in]
//   dw  f32[n_out, n_in]   dw[n, k] = alpha * sum_t dy[t, y_offset + n] x[t, k], added to what is there with accumulate = 1
// A block_product over t, always in the same order: no atomics, so the result repeats exactly. Rows and columns of dw behind the
// last mean nothing and are not stored.
struct Params { n_rows: u32, n_in: u32, n_out: u32, y_stride: u32, y_offset: u32, accumulate: u32, alpha: f32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read> x: array<f32>;
@group(0) @binding(3) var<storage, read_write> dw: array<f32>;

fn dy_at(t: u32, n: u32) -> vec4f {
  let i = min(t, params.n_rows - 1u) * params.y_stride + params.y_offset + n;
  return select(vec4f(), vec4f(dy[i], dy[i + 1u], dy[i + 2u], dy[i + 3u]), t < params.n_rows);
}

fn a_block(n: u32, t: u32) -> mat4x4f {
  return transpose(mat4x4f(dy_at(t, n), dy_at(t + 1u, n), dy_at(t + 2u, n), dy_at(t + 3u, n)));
}

fn x_at(t: u32, k: u32) -> vec4f {
  let i = min(t, params.n_rows - 1u) * params.n_in + k;
  return vec4f(x[i], x[i + 1u], x[i + 2u], x[i + 3u]);
}

fn b_block(t: u32, k: u32) -> mat4x4f { return mat4x4f(x_at(t, k), x_at(t + 1u, k), x_at(t + 2u, k), x_at(t + 3u, k)); }

fn store(n: u32, k: u32, sum: f32) {
  if (n >= params.n_out || k >= params.n_in) { return; }
  let i = n * params.n_in + k;
  var there = 0.0;
  if (params.accumulate == 1u) { there = dw[i]; }
  dw[i] = there + params.alpha * sum;
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  block_product(group, lane, params.n_out, params.n_in, params.n_rows);
}
