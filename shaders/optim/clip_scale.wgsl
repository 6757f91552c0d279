// clip_scale: from the partial sums of squares of all gradients their norms, and what an update scales them by.
//   partials  f32[n_partials]
//   starts    u32[n_starts]     tensor i has partials[starts[i] .. starts[i + 1]); n_tensors = n_starts - 1
//   norms     f32[n_starts]     norms[i] = norm of tensor i; norms[n_tensors] = the global norm
//   clip      f32[2]            clip[0] = min(1, max_norm / (global norm + 1e-6)), 1 where max_norm is 0: not clipped;
//                               clip[1] = updates left out.
// A norm that is NaN or infinite makes clip[0] = -1, and so it stays: no update is made from then on, so the weights are
// the last good ones when the CPU hears of it. The test reads bits, because compilers may assume that NaN does not occur.
// One workgroup; an invocation owns every WORKGROUP_SIZE-th tensor, and their sums are added as a tree: exact repeats.
struct Params { n_partials: u32, n_starts: u32, max_norm: f32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> partials: array<f32>;
@group(0) @binding(2) var<storage, read> starts: array<u32>;
@group(0) @binding(3) var<storage, read_write> norms: array<f32>;
@group(0) @binding(4) var<storage, read_write> clip: array<f32>;
override WORKGROUP_SIZE: u32; // a power of two

var<workgroup> sums: array<f32, WORKGROUP_SIZE>;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(local_invocation_id) lid: vec3u) {
  let n_tensors = params.n_starts - 1u;
  var mine = 0.0;
  for (var i = lid.x; i < n_tensors; i += WORKGROUP_SIZE) {
    var sum = 0.0;
    for (var p = starts[i]; p < min(starts[i + 1u], params.n_partials); p++) { sum += partials[p]; }
    norms[i] = sqrt(sum);
    mine += sum;
  }
  sums[lid.x] = mine;
  for (var half = WORKGROUP_SIZE / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lid.x < half) { sums[lid.x] += sums[lid.x + half]; }
  }
  if (lid.x > 0u) { return; }

  let total = sums[0];
  norms[n_tensors] = sqrt(total);
  let is_finite = (bitcast<u32>(total) & 0x7f800000u) != 0x7f800000u;
  if (!is_finite || clip[0] < 0.0) {
    clip[0] = -1.0;
    clip[1] += 1.0;
    return;
  }
  let scale = params.max_norm / (sqrt(total) + 1e-6);
  clip[0] = select(1.0, min(1.0, scale), params.max_norm > 0.0);
}
