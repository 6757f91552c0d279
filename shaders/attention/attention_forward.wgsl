// attention_forward: causal softmax attention over windows, without the table of scores (online softmax).
//   q              f32[n_queries, n_heads, D_HEAD]
//   k, v           f32[n_keys, n_kv_heads, D_HEAD]   head h reads kv head floor(h * n_kv_heads / n_heads)
//   window_start   u32[n_queries]                    first key of the query's window
//   o              f32[n_queries, n_heads, D_HEAD]   sum over the keys i seen of softmax_i(scale * q . k_i) v_i
//   log_sum_exp    f32[n_queries, n_heads]           log of the softmax's denominator, for the backward kernels
// Query t stands at key t + key_offset and sees keys from max(window_start[t], t + key_offset + 1 - sliding) (sliding 0: no limit)
// to its own. One that sees none gets 0 and -LARGEST. A NaN reaches every query that sees it; one of v may reach more of the same tile.
// A workgroup owns 32 queries of a head and SLICE columns of their o; it walks over the keys 32 at a time, in order.
@group(0) @binding(4) var<storage, read> window_start: array<u32>;
@group(0) @binding(5) var<storage, read_write> o: array<f32>;
@group(0) @binding(6) var<storage, read_write> log_sum_exp: array<f32>;

const LARGEST = 3.0e38; // no score reaches it
var<workgroup> partial: array<vec4f, 8 * LINE>; // [x, y]: of the columns of invocation (x, y), for its 4 rows
var<private> out: array<Block, SLICE_TILES>;

fn first_seen(t: u32) -> u32 {
  let end = t + params.key_offset + 1u;
  return max(window_start[t], select(0u, end - min(end, params.sliding), params.sliding > 0u));
}

fn element(tensor: u32, i: u32) -> f32 {
  if (tensor == Q) { return q[i]; }
  if (tensor == K) { return k[i]; }
  return v[i];
}

fn row_sum(x: vec4f) -> f32 { return dot(x, vec4f(1.0)); }
fn row_max(x: vec4f) -> f32 { return max(max(x.x, x.y), max(x.z, x.w)); }

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
  for (var i = 0u; i < 4u; i++) {
    let t = first_query + 4u * at.y + i;
    if (t >= end_query) { continue; }
    first[i] = first_seen(t);
    end[i] = min(t + params.key_offset + 1u, params.n_keys);
  }
  var highest = vec4f(-LARGEST);
  var total = vec4f(0.0); // over the columns of this invocation alone

  for (var key = first_key; key < end_key; key += TILE) {
    var scores = Block();
    for (var c = 0u; c < D_HEAD; c += TILE) {
      workgroupBarrier(); // all are done with the tiles before
      load_left(Q, queries, first_query, c, id);
      load_right(K, keys, key, c, id);
      workgroupBarrier();
      add_product(&scores, min(TILE, D_HEAD - c), at);
    }

    let columns = vec4u(key + 4u * at.x) + vec4u(0u, 1u, 2u, 3u);
    var seen: array<vec4<bool>, 4>;
    var top: vec4f;
    for (var i = 0u; i < 4u; i++) {
      seen[i] = (columns >= vec4u(first[i])) & (columns < vec4u(end[i]));
      scores[i] = select(vec4f(-LARGEST), scores[i] * params.scale, seen[i]);
      top[i] = row_max(scores[i]);
    }
    partial[at.x * LINE + at.y] = top;
    workgroupBarrier();
    let before = highest;
    for (var x = 0u; x < 8u; x++) { highest = max(highest, partial[x * LINE + at.y]); }
    let shrink = exp(before - highest);
    total *= shrink;
    for (var i = 0u; i < 4u; i++) {
      scores[i] = select(vec4f(0.0), exp(scores[i] - highest[i]), seen[i]);
      total[i] += row_sum(scores[i]);
    }
    put_left(scores, at);

    for (var tile = 0u; tile < SLICE_TILES; tile++) {
      let c = slice + tile * TILE;
      if (c >= D_HEAD) { break; }
      if (tile > 0u) { workgroupBarrier(); }
      load_right_by_rows(V, keys, key, c, id);
      workgroupBarrier();
      var block = out[tile];
      for (var i = 0u; i < 4u; i++) { block[i] *= shrink[i]; }
      add_product(&block, TILE, at);
      out[tile] = block;
    }
  }

  partial[at.x * LINE + at.y] = total;
  workgroupBarrier();
  total = vec4f(0.0);
  for (var x = 0u; x < 8u; x++) { total += partial[x * LINE + at.y]; }
  for (var i = 0u; i < 4u; i++) {
    let t = first_query + 4u * at.y + i;
    if (t >= end_query) { break; }
    let none = total[i] == 0.0;
    let row = t * params.n_heads + h;
    if (slice == 0u && at.x == 0u) { log_sum_exp[row] = select(highest[i] + log(total[i]), -LARGEST, none); }
    for (var tile = 0u; tile < SLICE_TILES; tile++) {
      for (var j = 0u; j < 4u; j++) {
        let c = slice + tile * TILE + 4u * at.x + j;
        if (c < D_HEAD) { o[row * D_HEAD + c] = select(out[tile][i][j] / total[i], 0.0, none); }
      }
    }
  }
}
