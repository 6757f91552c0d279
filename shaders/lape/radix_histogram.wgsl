// radix_histogram: how often each digit occurs among the keys that share a prefix: one step of a radix select.
//   keys       u32[n]          bits of floats that are not negative order like the floats
//   histogram  u32[N_DIGITS]   += |{ i : keys[i] & prefix_mask == prefix, (keys[i] >> shift) % N_DIGITS == digit }|; caller clears
// Invocations stride over the keys; a workgroup counts for itself and then adds its bins to the whole. Integer atomics:
// the order of additions does not matter. The digit is taken after the prefix test, so a key never leaves the bins.
struct Params { n: u32, prefix: u32, prefix_mask: u32, shift: u32, n_threads: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> keys: array<u32>;
@group(0) @binding(2) var<storage, read_write> histogram: array<atomic<u32>>;
override WORKGROUP_SIZE: u32;
override N_DIGITS: u32; // a power of two

var<workgroup> bins: array<atomic<u32>, N_DIGITS>;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) gid: vec3u, @builtin(local_invocation_id) lid: vec3u) {
  for (var i = gid.x; i < params.n; i += params.n_threads) {
    let key = keys[i];
    if ((key & params.prefix_mask) == params.prefix) { atomicAdd(&bins[(key >> params.shift) & (N_DIGITS - 1u)], 1u); }
  }
  workgroupBarrier();
  for (var digit = lid.x; digit < N_DIGITS; digit += WORKGROUP_SIZE) {
    let count = atomicLoad(&bins[digit]);
    if (count > 0u) { atomicAdd(&histogram[digit], count); }
  }
}
