// embedding_backward: adds the gradients of the rows that share a token id to that id's row of the table's gradient.
//   unique  u32[n_unique]           the ids that occur, each once
//   starts  u32[n_unique_plus_1]    order[starts[u] .. starts[u + 1]] are the rows of unique[u]
//   order   u32[n_rows]             rows of dx, sorted by their id
//   dx      f32[n_rows, d_model]
//   dtable  f32[d_vocab, d_model]   dtable[unique[u], :] += sum of dx[order[i], :]; the rows of other ids are not touched
// One invocation owns one column of one id and adds in the order of `order`, so that the result repeats exactly.
struct Params { n_rows: u32, n_unique: u32, n_unique_plus_1: u32, d_model: u32, d_vocab: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> unique: array<u32>;
@group(0) @binding(2) var<storage, read> starts: array<u32>;
@group(0) @binding(3) var<storage, read> order: array<u32>;
@group(0) @binding(4) var<storage, read> dx: array<f32>;
@group(0) @binding(5) var<storage, read_write> dtable: array<f32>;
override WORKGROUP_SIZE_X: u32;
override WORKGROUP_SIZE_Y: u32;

@compute @workgroup_size(WORKGROUP_SIZE_X, WORKGROUP_SIZE_Y)
fn main(@builtin(global_invocation_id) gid: vec3u) {
  let c = gid.x;
  let u = gid.y;
  if (c >= params.d_model || u >= params.n_unique) { return; }
  let id = unique[u];
  if (id >= params.d_vocab) { return; }
  let end = min(starts[u + 1u], params.n_rows);
  var sum = 0.0;
  for (var i = starts[u]; i < end; i++) { sum += dx[order[i] * params.d_model + c]; }
  dtable[id * params.d_model + c] += sum;
}
