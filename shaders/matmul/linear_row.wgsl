// linear_row: linear_forward for few rows, where the weights are read once and nothing else takes time.
//   x  f32[n_rows, n_in]
//   w  u32[n_out, words_per_row]   read by weights_at
//   y  f32[n_rows, y_stride]       y[t, y_offset + n] = alpha * sum_k x[t, k] W[n, k], added to what is there with accumulate = 1
// LANES invocations share the depth of 4 columns of y; their sums meet in workgroup memory, in a fixed order, so results repeat exactly.
// With LANES 1 an invocation owns its columns alone, for adapters that compute on the CPU.
struct Params {
  n_rows: u32, n_in: u32, n_out: u32, words_per_row: u32, y_stride: u32, y_offset: u32, accumulate: u32, alpha: f32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> w: array<u32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;
override WORKGROUP_SIZE_X: u32;
override WORKGROUP_SIZE_Y: u32; // 1
override LANES: u32; // a power of two, at most WORKGROUP_SIZE_X
override PARTIALS: u32; // WORKGROUP_SIZE_X; 1 where LANES is

const COLUMNS = 4u;
var<workgroup> partial: array<vec4f, PARTIALS>;

fn x_at(t: u32, k: u32) -> vec4f {
  let i = t * params.n_in + k;
  let inside = vec4u(k, k + 1u, k + 2u, k + 3u) < vec4u(params.n_in);
  return select(vec4f(), vec4f(x[i], x[i + 1u], x[i + 2u], x[i + 3u]), inside);
}

// Behind the last input a weight means nothing, and may be no number.
fn weights_inside(n: u32, k: u32) -> vec4f {
  let inside = vec4u(k, k + 1u, k + 2u, k + 3u) < vec4u(params.n_in);
  return select(vec4f(), weights_at(n, k), inside);
}

@compute @workgroup_size(WORKGROUP_SIZE_X, WORKGROUP_SIZE_Y)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let t = group.y;
  let share = lane % LANES;
  let first = COLUMNS * (group.x * (WORKGROUP_SIZE_X / LANES) + lane / LANES);
  let n = min(vec4u(first) + vec4u(0u, 1u, 2u, 3u), vec4u(params.n_out - 1u));
  var sums = vec4f();
  for (var k = 4u * share; k < params.n_in; k += 4u * LANES) {
    let a = x_at(t, k);
    sums += vec4f(
      dot(a, weights_inside(n.x, k)), dot(a, weights_inside(n.y, k)), dot(a, weights_inside(n.z, k)), dot(a, weights_inside(n.w, k)),
    );
  }
  if (LANES > 1u) {
    partial[lane] = sums;
    for (var half = LANES / 2u; half > 0u; half /= 2u) {
      workgroupBarrier();
      if (share < half) { partial[lane] += partial[lane + half]; }
    }
    sums = partial[lane];
  }
  if (share != 0u) { return; }
  for (var i = 0u; i < COLUMNS && first + i < params.n_out; i++) {
    let at = t * params.y_stride + params.y_offset + first + i;
    var there = 0.0;
    if (params.accumulate == 1u) { there = y[at]; }
    y[at] = there + params.alpha * sums[i];
  }
}
