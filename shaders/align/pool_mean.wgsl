// pool_mean: the mean of the rows of each segment, as of the tokens of a sentence.
//   x       f32[n_rows, d_model]
//   starts  u32[n_segments_plus_1]     segment s is the rows starts[s] .. starts[s + 1] - 1
//   pooled  f32[n_segments, d_model]   0 where a segment has no rows
// An invocation owns one column of one segment. It adds rows in blocks and then the blocks, so that rounding grows with their number.
struct Params { n_rows: u32, n_segments: u32, n_segments_plus_1: u32, d_model: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> starts: array<u32>;
@group(0) @binding(3) var<storage, read_write> pooled: array<f32>;
override WORKGROUP_SIZE_X: u32;
override WORKGROUP_SIZE_Y: u32;

const BLOCK = 32u;

@compute @workgroup_size(WORKGROUP_SIZE_X, WORKGROUP_SIZE_Y)
fn main(@builtin(global_invocation_id) gid: vec3u) {
  let c = gid.x;
  let s = gid.y;
  if (c >= params.d_model || s >= params.n_segments) { return; }
  let start = starts[s];
  let end = min(starts[s + 1u], params.n_rows);
  var sum = 0.0;
  for (var first = start; first < end; first += BLOCK) {
    var block = 0.0;
    for (var t = first; t < min(first + BLOCK, end); t++) { block += x[t * params.d_model + c]; }
    sum += block;
  }
  if (end > start) { sum /= f32(end - start); }
  pooled[s * params.d_model + c] = sum;
}
