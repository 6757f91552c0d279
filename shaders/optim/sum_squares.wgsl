// sum_squares: the sum of the squares of a tensor in n_groups parts, the first step of a gradient norm.
//   values    f32[n]
//   partials  f32[n_partials]   partials[first + p] = sum of values[i]^2 over the i that workgroup p takes, p < n_groups
// A workgroup owns a partial; its invocations stride over the tensor and are added as a tree. The order depends on n and n_groups
// alone, so the result repeats exactly.
struct Params { n: u32, n_groups: u32, first: u32, n_partials: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> values: array<f32>;
@group(0) @binding(2) var<storage, read_write> partials: array<f32>;
override WORKGROUP_SIZE: u32; // a power of two

var<workgroup> sums: array<f32, WORKGROUP_SIZE>;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) gid: vec3u, @builtin(local_invocation_id) lid: vec3u, @builtin(workgroup_id) group: vec3u) {
  var sum = 0.0;
  for (var i = gid.x; i < params.n; i += params.n_groups * WORKGROUP_SIZE) { sum += values[i] * values[i]; }
  sums[lid.x] = sum;
  for (var half = WORKGROUP_SIZE / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lid.x < half) { sums[lid.x] += sums[lid.x + half]; }
  }
  if (lid.x == 0u && group.x < params.n_groups && params.first + group.x < params.n_partials) {
    partials[params.first + group.x] = sums[0];
  }
}
