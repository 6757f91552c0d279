// attention_backward_key_value: gradients of attention_forward with respect to k and v. Shapes and visibility are as there, told
// from the keys' side.
//   q, d_o          f32[n_queries, n_heads, D_HEAD]
//   k, v, d_k, d_v  f32[n_keys, n_kv_heads, D_HEAD]
//   window_end      u32[n_keys]                   first key behind the key's window: its queries stand before it
//   terms           vec2f[n_queries, n_heads]     log_sum_exp and delta, of attention_backward_terms
// p = exp(scale * q . k - log_sum_exp) is the probability again; d_v = sum of p * d_o and d_k = sum of d_score * q with
// d_score = p * (d_o . v - delta) * scale, over the queries that see the key and the heads that read its kv head.
// A workgroup owns 32 keys of a kv head and SLICE columns of their gradients; it walks over the heads and their queries, in order.
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

fn element(tensor: u32, i: u32) -> f32 {
  if (tensor == Q) { return q[i]; }
  if (tensor == K) { return k[i]; }
  if (tensor == V) { return v[i]; }
  return d_o[i];
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
  let keys = key_rows(kv_head);
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
    let queries = query_rows(h);
    for (var query = first_query; query < end_query; query += TILE) {
      var scores = Block();
      var d_p = Block(); // v . d_o
      for (var c = 0u; c < D_HEAD; c += TILE) {
        workgroupBarrier(); // all are done with the tiles before
        load_left(K, keys, first_key, c, id);
        load_right(Q, queries, query, c, id);
        workgroupBarrier();
        add_product(&scores, min(TILE, D_HEAD - c), at);
        workgroupBarrier();
        load_left(V, keys, first_key, c, id);
        load_right(D_O, queries, query, c, id);
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
        load_right_by_rows(D_O, queries, query, c, id);
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
        load_right_by_rows(Q, queries, query, c, id);
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
