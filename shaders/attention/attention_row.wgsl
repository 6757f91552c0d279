// attention_row: attention_forward for few queries, where a tile of 32 would be mostly empty: a token behind cached keys.
//   q              f32[n_queries, n_heads, D_HEAD]
//   k, v           f32[n_keys, n_kv_heads, D_HEAD]   head h reads kv head floor(h * n_kv_heads / n_heads)
//   window_start   u32[n_queries]                    first key of the query's window
//   o              f32[n_queries, n_heads, D_HEAD]   sum over the keys i seen of softmax_i(scale * q . k_i) v_i
//   log_sum_exp    f32[n_queries, n_heads]           log of the softmax's denominator; -LARGEST for a query that sees no key
// Which keys a query sees: see attention_forward. A workgroup owns one query of a head and SLICE columns of its o. It walks over the
// keys WORKGROUP_SIZE_X at a time: each invocation scores one of them, then sums up two columns over all.
struct Params {
  n_queries: u32, n_keys: u32, n_heads: u32, n_kv_heads: u32,
  key_offset: u32, sliding: u32, scale: f32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> q: array<f32>;
@group(0) @binding(2) var<storage, read> k: array<f32>;
@group(0) @binding(3) var<storage, read> v: array<f32>;
@group(0) @binding(4) var<storage, read> window_start: array<u32>;
@group(0) @binding(5) var<storage, read_write> o: array<f32>;
@group(0) @binding(6) var<storage, read_write> log_sum_exp: array<f32>;
override D_HEAD: u32;
override WORKGROUP_SIZE_X: u32;
override WORKGROUP_SIZE_Y: u32; // 1

const LARGEST = 3.0e38; // no score reaches it
var<workgroup> scores: array<f32, WORKGROUP_SIZE_X>;
var<workgroup> weights: array<f32, WORKGROUP_SIZE_X>;

fn score(query: u32, key: u32) -> f32 {
  var sum = 0.0;
  for (var c = 0u; c < D_HEAD; c++) { sum += q[query + c] * k[key + c]; }
  return sum * params.scale;
}

@compute @workgroup_size(WORKGROUP_SIZE_X, WORKGROUP_SIZE_Y)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let t = group.x;
  let h = group.y;
  let kv_head = h * params.n_kv_heads / params.n_heads;
  let row = t * params.n_heads + h;
  let end = min(t + params.key_offset + 1u, params.n_keys);
  let first = max(window_start[t], select(0u, end - min(end, params.sliding), params.sliding > 0u));
  let c0 = group.z * 2u * WORKGROUP_SIZE_X + lane;
  let c1 = c0 + WORKGROUP_SIZE_X;
  var highest = -LARGEST;
  var total = 0.0;
  var sums = vec2f();

  for (var key = first; key < end; key += WORKGROUP_SIZE_X) {
    let n_keys = min(WORKGROUP_SIZE_X, end - key);
    var own = -LARGEST;
    if (lane < n_keys) { own = score(row * D_HEAD, ((key + lane) * params.n_kv_heads + kv_head) * D_HEAD); }
    scores[lane] = own;
    workgroupBarrier();
    let before = highest;
    for (var i = 0u; i < n_keys; i++) { highest = max(highest, scores[i]); }
    weights[lane] = exp(own - highest);
    workgroupBarrier();
    let shrink = exp(before - highest);
    total *= shrink;
    sums *= shrink;
    for (var i = 0u; i < n_keys; i++) {
      let weight = weights[i];
      let value = ((key + i) * params.n_kv_heads + kv_head) * D_HEAD;
      total += weight;
      if (c0 < D_HEAD) { sums.x += weight * v[value + c0]; }
      if (c1 < D_HEAD) { sums.y += weight * v[value + c1]; }
    }
  }

  let none = first >= end;
  if (c0 < D_HEAD) { o[row * D_HEAD + c0] = select(sums.x / total, 0.0, none); }
  if (c1 < D_HEAD) { o[row * D_HEAD + c1] = select(sums.y / total, 0.0, none); }
  if (c0 == 0u) { log_sum_exp[row] = select(highest + log(total), -LARGEST, none); }
}
