// attention_backward_key_value: gradients of attention_forward with respect to k and v. Shapes and visibility are as there, told
// from the keys' side.
//   q, d_o          f32[n_queries, n_heads, D_HEAD]
//   k, v, d_k, d_v  f32[n_keys, n_kv_heads, D_HEAD]
//   window_end      u32[n_keys]                   first key behind the key's window: its queries stand before it
//   terms           vec2f[n_queries, n_heads]     log_sum_exp and delta, of attention_backward_terms
// p = exp(scale * q . k - log_sum_exp) is the probability again; d_v = sum of p * d_o and d_k = sum of d_score * q with
// d_score = p * (d_o . v - delta) * scale, over the queries that see the key and the heads that read its kv head.
// A workgroup owns 32 keys of a kv head and SLICE columns of their gradients; it walks over the heads and their queries, in order.
struct Params {
  n_queries: u32, n_keys: u32, n_heads: u32, n_kv_heads: u32,
  key_offset: u32, sliding: u32, scale: f32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> q: array<f32>;
@group(0) @binding(2) var<storage, read> k: array<f32>;
@group(0) @binding(3) var<storage, read> v: array<f32>;
@group(0) @binding(4) var<storage, read> window_end: array<u32>;
@group(0) @binding(5) var<storage, read> d_o: array<f32>;
@group(0) @binding(6) var<storage, read> terms: array<vec2f>;
@group(0) @binding(7) var<storage, read_write> d_k: array<f32>;
@group(0) @binding(8) var<storage, read_write> d_v: array<f32>;

var<private> out_k: array<Block, SLICE_TILES>;
var<private> out_v: array<Block, SLICE_TILES>;

// Key index behind the last query that sees the key.
fn end_seen(key: u32) -> u32 {
  let end = min(window_end[key], params.n_queries + params.key_offset);
  return select(end, min(end, key + params.sliding), params.sliding > 0u);
}

// Elements behind the end are 0.
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

// 32 keys and 32 queries by columns from c: the depth of a product of both.
fn load_by_depth(key: u32, kv_head: u32, t: u32, h: u32, c: u32, values: bool, id: u32) {
  for (var i = id; i < VEC4S; i += N_INVOCATIONS) {
    let four = 4u * (i / TILE);
    let d = c + i % TILE;
    let to = (i % TILE) * STRIDE + i / TILE;
    left[to] = vec4f(
      key_at(key + four, kv_head, d, values), key_at(key + four + 1u, kv_head, d, values),
      key_at(key + four + 2u, kv_head, d, values), key_at(key + four + 3u, kv_head, d, values));
    right[to] = vec4f(
      query_at(t + four, h, d, values), query_at(t + four + 1u, h, d, values),
      query_at(t + four + 2u, h, d, values), query_at(t + four + 3u, h, d, values));
  }
}

// 32 queries, which are the depth of the product with `left`, by columns from c.
fn load_queries(t: u32, h: u32, c: u32, is_d_o: bool, id: u32) {
  for (var i = id; i < VEC4S; i += N_INVOCATIONS) {
    let d = c + 4u * (i % 8u);
    let row = t + i / 8u;
    right[(i / 8u) * STRIDE + i % 8u] = vec4f(
      query_at(row, h, d, is_d_o), query_at(row, h, d + 1u, is_d_o),
      query_at(row, h, d + 2u, is_d_o), query_at(row, h, d + 3u, is_d_o));
  }
}

@compute @workgroup_size(WORKGROUP_SIZE_X, WORKGROUP_SIZE_Y)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) id: u32,
) {
  let at = local.xy;
  let kv_head = group.y;
  let first_key = group.x * TILE;
  let end_key = min(first_key + TILE, params.n_keys);
  let slice = group.z * SLICE;
  let n_group = params.n_heads / params.n_kv_heads;

  var end_place = 0u; // places of queries count as keys do
  for (var key = first_key; key < end_key; key++) { end_place = max(end_place, end_seen(key)); }
  let first_query = max(first_key, params.key_offset) - params.key_offset;
  let end_query = max(end_place, params.key_offset) - params.key_offset;

  var end = vec4u(0u); // of the places of the queries that see each of the 4 keys
  for (var i = 0u; i < 4u; i++) {
    let key = first_key + 4u * at.y + i;
    if (key < end_key) { end[i] = end_seen(key); }
  }

  for (var h = kv_head * n_group; h < (kv_head + 1u) * n_group; h++) {
    for (var query = first_query; query < end_query; query += TILE) {
      var scores = Block();
      var d_p = Block(); // v . d_o
      for (var c = 0u; c < D_HEAD; c += TILE) {
        workgroupBarrier(); // all are done with the tiles before
        load_by_depth(first_key, kv_head, query, h, c, false, id);
        workgroupBarrier();
        add_product(&scores, min(TILE, D_HEAD - c), at);
        workgroupBarrier();
        load_by_depth(first_key, kv_head, query, h, c, true, id);
        workgroupBarrier();
        add_product(&d_p, min(TILE, D_HEAD - c), at);
      }

      let first_column = query + 4u * at.x;
      let places = vec4u(first_column + params.key_offset) + vec4u(0u, 1u, 2u, 3u);
      var log_total: vec4f;
      var delta: vec4f;
      for (var j = 0u; j < 4u; j++) {
        let term = terms[min(first_column + j, params.n_queries - 1u) * params.n_heads + h];
        log_total[j] = term.x;
        delta[j] = term.y;
      }
      for (var i = 0u; i < 4u; i++) {
        let key = first_key + 4u * at.y + i;
        let seen = (places >= vec4u(key)) & (places < vec4u(end[i]));
        scores[i] = select(vec4f(0.0), exp(scores[i] * params.scale - log_total), seen);
        d_p[i] = select(vec4f(0.0), scores[i] * (d_p[i] - delta) * params.scale, seen);
      }

      workgroupBarrier();
      put_left(scores, at);
      for (var tile = 0u; tile < SLICE_TILES; tile++) {
        let c = slice + tile * TILE;
        if (c >= D_HEAD) { break; }
        if (tile > 0u) { workgroupBarrier(); }
        load_queries(query, h, c, true, id);
        workgroupBarrier();
        var block = out_v[tile];
        add_product(&block, TILE, at);
        out_v[tile] = block;
      }
      workgroupBarrier();
      put_left(d_p, at);
      for (var tile = 0u; tile < SLICE_TILES; tile++) {
        let c = slice + tile * TILE;
        if (c >= D_HEAD) { break; }
        if (tile > 0u) { workgroupBarrier(); }
        load_queries(query, h, c, false, id);
        workgroupBarrier();
        var block = out_k[tile];
        add_product(&block, TILE, at);
        out_k[tile] = block;
      }
    }
  }

  for (var i = 0u; i < 4u; i++) {
    let key = first_key + 4u * at.y + i;
    if (key >= end_key) { break; }
    for (var tile = 0u; tile < SLICE_TILES; tile++) {
      for (var j = 0u; j < 4u; j++) {
        let c = slice + tile * TILE + 4u * at.x + j;
        if (c >= D_HEAD) { continue; }
        let to = (key * params.n_kv_heads + kv_head) * D_HEAD + c;
        d_k[to] = out_k[tile][i][j];
        d_v[to] = out_v[tile][i][j];
      }
    }
  }
}
