// language_membership: to which languages a selected neuron belongs: those whose P exceeds the bar, as bits.
//   probability  f32[n_langs, n_neurons]
//   selected     u32[n_selected]           neurons, below n_neurons
//   members      u32[n_selected, n_words]  bit k % 32 of word k / 32 = probability[k, selected] > bar; n_words = ceil(n_langs / 32)
// One invocation owns one word.
struct Params { n_langs: u32, n_neurons: u32, n_selected: u32, n_words: u32, bar: f32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> probability: array<f32>;
@group(0) @binding(2) var<storage, read> selected: array<u32>;
@group(0) @binding(3) var<storage, read_write> members: array<u32>;
override WORKGROUP_SIZE: u32;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) gid: vec3u) {
  if (gid.x >= params.n_selected || gid.y >= params.n_words) { return; }
  let j = selected[gid.x];
  let first = gid.y * 32u;
  var word = 0u;
  for (var bit = 0u; bit < min(32u, params.n_langs - first); bit++) {
    word |= u32(probability[(first + bit) * params.n_neurons + j] > params.bar) << bit;
  }
  members[gid.x * params.n_words + gid.y] = word;
}
