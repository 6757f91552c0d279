// intervene_hidden: changes the activations of chosen neurons, behind the activation function.
//   gate, up  f32[n_rows, d_mlp]
//   index     u32[n_index]          neurons, each at most once; those outside d_mlp are left out
//   value     f32[n_index]
//   hidden    f32[n_rows, d_mlp]    hidden[t, j] = op(act_fn(gate[t, j]), value[i]) * up[t, j] with j = index[i]; the others stay
// op 0 sets, 1 adds, 2 scales. One invocation owns one row's value of one chosen neuron.
struct Params { n_rows: u32, d_mlp: u32, n_index: u32, op: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> gate: array<f32>;
@group(0) @binding(2) var<storage, read> up: array<f32>;
@group(0) @binding(3) var<storage, read> index: array<u32>;
@group(0) @binding(4) var<storage, read> value: array<f32>;
@group(0) @binding(5) var<storage, read_write> hidden: array<f32>;
override WORKGROUP_SIZE_X: u32;
override WORKGROUP_SIZE_Y: u32;

@compute @workgroup_size(WORKGROUP_SIZE_X, WORKGROUP_SIZE_Y)
fn main(@builtin(global_invocation_id) gid: vec3u) {
  if (gid.x >= params.n_index || gid.y >= params.n_rows) { return; }
  let j = index[gid.x];
  if (j >= params.d_mlp) { return; }
  let i = gid.y * params.d_mlp + j;
  hidden[i] = intervene(act_fn(gate[i]), value[gid.x]) * up[i];
}
