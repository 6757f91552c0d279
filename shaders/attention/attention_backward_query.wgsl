// attention_backward_query: gradient of attention_forward with respect to q. Shapes and visibility are as there.
//   q, d_o, d_q    f32[n_queries, n_heads, D_HEAD]
//   k, v           f32[n_keys, n_kv_heads, D_HEAD]
//   window_start   u32[n_queries]
//   terms          vec2f[n_queries, n_heads]     log_sum_exp and delta, of attention_backward_terms
// p = exp(scale * q . k - log_sum_exp) is the probability again; d_score = p * (d_o . v - delta) * scale; d_q = sum of d_score * k.
// A workgroup owns 32 queries of a head and SLICE columns of their d_q; it walks over the keys 32 at a time, in order.
@group(0) @binding(4) var<storage, read> window_start: array<u32>;
@group(0) @binding(5) var<storage, read> d_o: array<f32>;
@group(0) @binding(6) var<storage, read> terms: array<vec2f>;
@group(0) @binding(7) var<storage, read_write> d_q: array<f32>;

var<private> out: array<Block, SLICE_TILES>;

fn first_seen(t: u32) -> u32 {
  let end = t + params.key_offset + 1u;
  return max(window_start[t], select(0u, end - min(end, params.sliding), params.sliding > 0u));
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
  let h = group.y;
  let queries = query_rows(h);
  let keys = key_rows(h * params.n_kv_heads / params.n_heads);
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
      load_left(Q, queries, first_query, c, id);
      load_right(K, keys, key, c, id);
      workgroupBarrier();
      add_product(&scores, min(TILE, D_HEAD - c), at);
      workgroupBarrier();
      load_left(D_O, queries, first_query, c, id);
      load_right(V, keys, key, c, id);
      workgroupBarrier();
      add_product(&d_p, min(TILE, D_HEAD - c), at);
    }

    let columns = vec4u(key + 4u * at.x) + vec4u(0u, 1u, 2u, 3u);
    for (var i = 0u; i < 4u; i++) {
      let seen = (columns >= vec4u(first[i])) & (columns < vec4u(end[i]));
      let p = exp(scores[i] * params.scale - term[i].x);
      scores[i] = select(vec4f(0.0), p * (d_p[i] - term[i].y) * params.scale, seen);
    }
    workgroupBarrier();
    put_left(scores, at);
    for (var tile = 0u; tile < SLICE_TILES; tile++) {
      let c = slice + tile * TILE;
      if (c >= D_HEAD) { break; }
      if (tile > 0u) { workgroupBarrier(); }
      load_right_by_rows(K, keys, key, c, id);
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
