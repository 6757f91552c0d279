// attention_backward_terms: what the backward kernels need to know of a query's softmax, one number pair a head.
//   log_sum_exp  f32[n_queries, n_heads]           of attention_forward
//   o, d_o       f32[n_queries, n_heads, D_HEAD]
//   terms        vec2f[n_queries, n_heads]         log_sum_exp, and delta = sum over c of d_o[c] * o[c]
// delta is the mean of d_o . v over the softmax, which its gradient subtracts. One invocation owns one pair.
struct Params { n_queries: u32, n_heads: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> log_sum_exp: array<f32>;
@group(0) @binding(2) var<storage, read> o: array<f32>;
@group(0) @binding(3) var<storage, read> d_o: array<f32>;
@group(0) @binding(4) var<storage, read_write> terms: array<vec2f>;
override WORKGROUP_SIZE: u32;
override D_HEAD: u32;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) gid: vec3u, @builtin(num_workgroups) grid: vec3u) {
  let row = gid.x + gid.y * grid.x * WORKGROUP_SIZE;
  if (row >= params.n_queries * params.n_heads) { return; }
  var delta = 0.0;
  for (var c = 0u; c < D_HEAD; c++) { delta += d_o[row * D_HEAD + c] * o[row * D_HEAD + c]; }
  terms[row] = vec2f(log_sum_exp[row], delta);
}
