// count_active: of one layer and one batch of windows, how many tokens switch each neuron on, and the sum of its activation.
//   gate       [n_windows, seq_len, d_mlp] row-major, f32, or f16 two to a word (rows of an odd d_mlp start inside a word)
//   lengths    u32[n_windows]          tokens of each window that count; padding lies behind them
//   over_zero  u32[n_layers, d_mlp]    row `layer` += |{ t : gate[t, j] > 0 }|; NOT_FINITE where a gate is NaN or infinite, or was
//   act_sum    f32[n_layers, d_mlp]    row `layer` += sum over t of act_fn(gate[t, j])
// A workgroup owns WORKGROUP_SIZE_X neurons; each of its WORKGROUP_SIZE_Y slices takes every WORKGROUP_SIZE_Y-th token, and
// the first slice adds the parts in their order: no atomics, so the result repeats exactly. Signs are read from the bits, because
// compilers may assume that NaN does not occur and may flush small numbers to zero.
struct Params { n_windows: u32, seq_len: u32, d_mlp: u32, n_layers: u32, layer: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> gate: array<u32>;
@group(0) @binding(2) var<storage, read> lengths: array<u32>;
@group(0) @binding(3) var<storage, read_write> over_zero: array<u32>;
@group(0) @binding(4) var<storage, read_write> act_sum: array<f32>;
override WORKGROUP_SIZE_X: u32;
override WORKGROUP_SIZE_Y: u32;
override GATE_F16: u32; // 1: f16, 0: f32

const NOT_FINITE = 0xffffffffu;
var<workgroup> part_active: array<u32, WORKGROUP_SIZE_X * WORKGROUP_SIZE_Y>;
var<workgroup> part_sum: array<f32, WORKGROUP_SIZE_X * WORKGROUP_SIZE_Y>;

@compute @workgroup_size(WORKGROUP_SIZE_X, WORKGROUP_SIZE_Y)
fn main(@builtin(global_invocation_id) gid: vec3u, @builtin(local_invocation_id) lid: vec3u) {
  let j = gid.x;
  let part = lid.y * WORKGROUP_SIZE_X + lid.x;
  var n_active = 0u;
  var sum = 0.0;
  var finite = true;
  if (j < params.d_mlp) {
    for (var w = 0u; w < params.n_windows; w++) {
      let first = w * params.seq_len;
      let length = min(lengths[w], params.seq_len);
      for (var t = lid.y; t < length; t += WORKGROUP_SIZE_Y) {
        let i = (first + t) * params.d_mlp + j;
        if (GATE_F16 == 1u) {
          let word = gate[i >> 1u];
          let bits = (word >> ((i & 1u) * 16u)) & 0xffffu;
          finite = finite && (bits & 0x7c00u) != 0x7c00u;
          n_active += u32(bits != 0u && bits < 0x7c00u);
          sum += act_fn(unpack2x16float(bits).x);
        } else {
          let bits = gate[i];
          finite = finite && (bits & 0x7f800000u) != 0x7f800000u;
          n_active += u32(bits != 0u && bits < 0x7f800000u);
          sum += act_fn(bitcast<f32>(bits));
        }
      }
    }
  }
  part_active[part] = select(NOT_FINITE, n_active, finite);
  part_sum[part] = sum;
  workgroupBarrier();
  if (lid.y > 0u || j >= params.d_mlp || params.layer >= params.n_layers) { return; }

  for (var slice = 1u; slice < WORKGROUP_SIZE_Y; slice++) {
    let other = slice * WORKGROUP_SIZE_X + lid.x;
    finite = finite && part_active[other] != NOT_FINITE;
    n_active += part_active[other];
    sum += part_sum[other];
  }
  let out = params.layer * params.d_mlp + j;
  finite = finite && over_zero[out] != NOT_FINITE;
  over_zero[out] = select(NOT_FINITE, over_zero[out] + n_active, finite);
  act_sum[out] += sum;
}
