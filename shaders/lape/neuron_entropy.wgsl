// neuron_entropy: how evenly the languages share a neuron: -sum_k q_k ln q_k with q = P / sum_k P, in nats.
//   probability  f32[n_langs, n_neurons]
//   entropy      f32[n_neurons]  0 to ln(n_langs); -1 for a neuron that never fired
//   highest      f32[n_neurons]  the largest P over languages, exact
// One invocation owns one neuron; languages are the outer index, so neighbours read neighbours.
struct Params { n_langs: u32, n_neurons: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> probability: array<f32>;
@group(0) @binding(2) var<storage, read_write> entropy: array<f32>;
@group(0) @binding(3) var<storage, read_write> highest: array<f32>;
override WORKGROUP_SIZE: u32;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) gid: vec3u) {
  let j = gid.x;
  if (j >= params.n_neurons) { return; }
  var total = 0.0;
  var high = 0.0;
  for (var k = 0u; k < params.n_langs; k++) {
    let p = probability[k * params.n_neurons + j];
    total += p;
    high = max(high, p);
  }
  var nats = 0.0;
  for (var k = 0u; k < params.n_langs; k++) {
    let q = probability[k * params.n_neurons + j] / total;
    if (q > 0.0) { nats -= q * log(q); }
  }
  entropy[j] = select(-1.0, max(nats, 0.0), high > 0.0);
  highest[j] = high;
}
