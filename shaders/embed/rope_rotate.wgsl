// rope_rotate: rotary position embedding, in place. Channels c and c + d_head / 2 of a head are a pair that turns by the angle of
// (position, c), as in Hugging Face's files.
//   positions  u32[n_rows]                   a row whose position is not in the table is not touched
//   cos_sin    f32[n_positions, d_head]      of each position, d_head / 2 cosines, then as many sines
//   x          f32[n_rows, n_heads, d_head]
// direction 1 turns forward; -1 turns back, which is the backward, because a rotation's transpose is its inverse.
// One invocation owns one pair.
struct Params { n_rows: u32, n_heads: u32, d_head: u32, n_positions: u32, direction: f32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> positions: array<u32>;
@group(0) @binding(2) var<storage, read> cos_sin: array<f32>;
@group(0) @binding(3) var<storage, read_write> x: array<f32>;
override WORKGROUP_SIZE: u32;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) gid: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let half = params.d_head / 2u;
  let pair = gid.x + gid.y * groups.x * WORKGROUP_SIZE;
  let head = pair / half;
  let t = head / params.n_heads;
  if (t >= params.n_rows) { return; }
  let position = positions[t];
  if (position >= params.n_positions) { return; }
  let c = pair - head * half;
  let angle = position * params.d_head + c;
  let cosine = cos_sin[angle];
  let sine = params.direction * cos_sin[angle + half];
  let i = head * params.d_head + c;
  let a = x[i];
  let b = x[i + half];
  x[i] = a * cosine - b * sine;
  x[i + half] = b * cosine + a * sine;
}
