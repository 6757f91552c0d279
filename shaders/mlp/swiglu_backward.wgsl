// swiglu_backward: gradients of a gated feed-forward layer's gate and up from that of its hidden values.
//   gate, up, d_hidden  f32[n]
//   d_gate              f32[n]   d_hidden * up * act_fn'(gate)
//   d_up                f32[n]   d_hidden * act_fn(gate)
// One invocation owns one element.
struct Params { n: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> gate: array<f32>;
@group(0) @binding(2) var<storage, read> up: array<f32>;
@group(0) @binding(3) var<storage, read> d_hidden: array<f32>;
@group(0) @binding(4) var<storage, read_write> d_gate: array<f32>;
@group(0) @binding(5) var<storage, read_write> d_up: array<f32>;
override WORKGROUP_SIZE: u32;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) gid: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = gid.x + gid.y * groups.x * WORKGROUP_SIZE;
  if (i >= params.n) { return; }
  let g = gate[i];
  let d = d_hidden[i];
  d_gate[i] = d * up[i] * act_fn_derivative(g);
  d_up[i] = d * act_fn(g);
}
