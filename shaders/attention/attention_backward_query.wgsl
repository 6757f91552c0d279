// attention_backward_query: gradient of attention_forward with respect to q. Shapes and visibility are as there.
//   q, d_o, d_q    f32[n_queries, n_heads, D_HEAD]
//   k, v           f32[n_keys, n_kv_heads, D_HEAD]
//   window_start   u32[n_queries]
//   terms          vec2f[n_queries, n_heads]     log_sum_exp and delta, of attention_backward_terms
// p = exp(scale * q . k - log_sum_exp) is the probability again; d_score = p * (d_o . v - delta) * scale; d_q = sum of d_score * k.
// A workgroup owns 32 queries of a head and SLICE columns of their d_q; it walks over the keys 32 at a time, in order.
struct Params {
  n_queries: u32, n_keys: u32, n_heads: u32, n_kv_heads: u32,
  key_offset: u32, sliding: u32, scale: f32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> q: array<f32>;
@group(0) @binding(2) var<storage, read> k: array<f32>;
@group(0) @binding(3) var<storage, read> v: array<f32>;
@group(0) @binding(4) var<storage, read> window_start: array<u32>;
@group(0) @binding(5) var<storage, read> d_o: array<f32>;
@group(0) @binding(6) var<storage, read> terms: array<vec2f>;
@group(0) @binding(7) var<storage, read_write> d_q: array<f32>;

var<private> out: array<Block, SLICE_TILES>;

fn first_seen(t: u32) -> u32 {
  let end = t + params.key_offset + 1u;
  return max(window_start[t], select(0u, end - min(end, params.sliding), params.sliding > 0u));
}

// Elements behind the end are 0. `is_d_o` and `is_v` choose the tensor.
fn query_at(t: u32, h: u32, c: u32, is_d_o: bool) -> f32 {
  if (t >= params.n_queries || c >= D_HEAD) { return 0.0; }
  let i = (t * params.n_heads + h) * D_HEAD + c;
  if (is_d_o) { return d_o[i]; }
  return q[i];
}

fn key_at(i: u32, kv_head: u32, c: u32, is_v: bool) -> f32 {
  if (i >= params.n_keys || c >= D_HEAD) { return 0.0; }
  let at = (i * params.n_kv_heads + kv_head) * D_HEAD + c;
  if (is_v) { return v[at]; }
  return k[at];
}

// 32 queries and 32 keys by columns from c: the depth of a product of both.
fn load_by_depth(t: u32, h: u32, key: u32, kv_head: u32, c: u32, values: bool, id: u32) {
  for (var i = id; i < VEC4S; i += N_INVOCATIONS) {
    let four = 4u * (i / TILE);
    let d = c + i % TILE;
    let to = (i % TILE) * STRIDE + i / TILE;
    left[to] = vec4f(
      query_at(t + four, h, d, values), query_at(t + four + 1u, h, d, values),
      query_at(t + four + 2u, h, d, values), query_at(t + four + 3u, h, d, values));
    right[to] = vec4f(
      key_at(key + four, kv_head, d, values), key_at(key + four + 1u, kv_head, d, values),
      key_at(key + four + 2u, kv_head, d, values), key_at(key + four + 3u, kv_head, d, values));
  }
}

@compute @workgroup_size(WORKGROUP_SIZE_X, WORKGROUP_SIZE_Y)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) id: u32,
) {
  let at = local.xy;
  let h = group.y;
  let kv_head = h * params.n_kv_heads / params.n_heads;
  let first_query = group.x * TILE;
  let end_query = min(first_query + TILE, params.n_queries);
  let slice = group.z * SLICE;

  var first_key = params.n_keys;
  for (var t = first_query; t < end_query; t++) { first_key = min(first_key, first_seen(t)); }
  let end_key = min(end_query + params.key_offset, params.n_keys);

  var first = vec4u(0xffffffffu); // of the keys that each of the 4 rows sees
  var end = vec4u(0u);
  var term: array<vec2f, 4>;
  for (var i = 0u; i < 4u; i++) {
    let t = first_query + 4u * at.y + i;
    if (t >= end_query) { continue; }
    first[i] = first_seen(t);
    end[i] = min(t + params.key_offset + 1u, params.n_keys);
    term[i] = terms[t * params.n_heads + h];
  }

  for (var key = first_key; key < end_key; key += TILE) {
    var scores = Block();
    var d_p = Block(); // d_o . v
    for (var c = 0u; c < D_HEAD; c += TILE) {
      workgroupBarrier(); // all are done with the tiles before
      load_by_depth(first_query, h, key, kv_head, c, false, id);
      workgroupBarrier();
      add_product(&scores, min(TILE, D_HEAD - c), at);
      workgroupBarrier();
      load_by_depth(first_query, h, key, kv_head, c, true, id);
      workgroupBarrier();
      add_product(&d_p, min(TILE, D_HEAD - c), at);
    }

    let keys = vec4u(key + 4u * at.x) + vec4u(0u, 1u, 2u, 3u);
    for (var i = 0u; i < 4u; i++) {
      let seen = (keys >= vec4u(first[i])) & (keys < vec4u(end[i]));
      let p = exp(scores[i] * params.scale - term[i].x);
      scores[i] = select(vec4f(0.0), p * (d_p[i] - term[i].y) * params.scale, seen);
    }
    workgroupBarrier();
    put_left(scores, at);
    for (var tile = 0u; tile < SLICE_TILES; tile++) {
      let c = slice + tile * TILE;
      if (c >= D_HEAD) { break; }
      if (tile > 0u) { workgroupBarrier(); }
      for (var i = id; i < VEC4S; i += N_INVOCATIONS) {
        let d = c + 4u * (i % 8u);
        let row = key + i / 8u;
        right[(i / 8u) * STRIDE + i % 8u] = vec4f(
          key_at(row, kv_head, d, false), key_at(row, kv_head, d + 1u, false),
          key_at(row, kv_head, d + 2u, false), key_at(row, kv_head, d + 3u, false));
      }
      workgroupBarrier();
      var block = out[tile];
      add_product(&block, TILE, at);
      out[tile] = block;
    }
  }

  for (var i = 0u; i < 4u; i++) {
    let t = first_query + 4u * at.y + i;
    if (t >= end_query) { break; }
    for (var tile = 0u; tile < SLICE_TILES; tile++) {
      for (var j = 0u; j < 4u; j++) {
        let c = slice + tile * TILE + 4u * at.x + j;
        if (c < D_HEAD) { d_q[(t * params.n_heads + h) * D_HEAD + c] = out[tile][i][j]; }
      }
    }
  }
}
