// dropout: sets elements to 0 by chance and scales up the others, in place.
//   x  f32[n]  x[i] *= scale where hash(i, salt) >= threshold, else x[i] = 0
// The hash makes the mask, so that the backward pass has the same one without keeping it: it is run on the gradient with the
// forward's salt. Two rounds of an integer hash with low bias. An invocation owns an element.
struct Params { n: u32, salt: u32, threshold: u32, scale: f32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
override WORKGROUP_SIZE: u32;

fn mix(value: u32) -> u32 {
  var h = value;
  h = (h ^ (h >> 16u)) * 0x21f0aaadu;
  h = (h ^ (h >> 15u)) * 0xd35a2d97u;
  return h ^ (h >> 15u);
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) gid: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = gid.x + gid.y * groups.x * WORKGROUP_SIZE;
  if (i >= params.n) { return; }
  x[i] = select(0.0, x[i] * params.scale, mix(mix(i) ^ params.salt) >= params.threshold);
}
