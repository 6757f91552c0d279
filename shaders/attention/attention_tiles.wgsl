// What the attention kernels share: their params and first buffers, and products of tiles in workgroup memory.
//   q     f32[n_queries, n_heads, D_HEAD]
//   k, v  f32[n_keys, n_kv_heads, D_HEAD]   head h reads kv head floor(h * n_kv_heads / n_heads)
// A workgroup is 8 x 8 invocations and owns 32 rows; it reads the other side 32 rows at a time. Invocation (x, y) owns rows 4y..4y+3
// and columns 4x..4x+3 of every 32 x 32 product, so that 2 reads of a vec4f serve 16 multiplications.
// `left` holds its 32 rows by depth: element [depth, row / 4] is those 4 rows; `right` holds [depth, column / 4]. Lines of 9 vec4f
// instead of 8 keep neighbouring invocations in different banks. Rows behind the last are read as the last, columns behind D_HEAD as
// whatever follows: what they make is masked, or belongs to nobody.
struct Params {
  n_queries: u32, n_keys: u32, n_heads: u32, n_kv_heads: u32,
  key_offset: u32, sliding: u32, scale: f32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> q: array<f32>;
@group(0) @binding(2) var<storage, read> k: array<f32>;
@group(0) @binding(3) var<storage, read> v: array<f32>;
override D_HEAD: u32;
override WORKGROUP_SIZE_X: u32;
override WORKGROUP_SIZE_Y: u32;

const TILE = 32u;
const LINE = 9u;
const N_INVOCATIONS = 64u;
const VEC4S = 256u; // in a tile
const SLICE_TILES = 4u;
const SLICE = SLICE_TILES * TILE; // columns of a result that one workgroup owns; for more there are more workgroups

var<workgroup> left: array<vec4f, TILE * LINE>;
var<workgroup> right: array<vec4f, TILE * LINE>;

alias Block = array<vec4f, 4>; // 4 rows of 4 columns

// Where the rows of one head lie.
struct Rows { start: u32, stride: u32, last: u32 }

fn query_rows(h: u32) -> Rows { return Rows(h * D_HEAD, params.n_heads * D_HEAD, params.n_queries - 1u); }
fn key_rows(kv_head: u32) -> Rows { return Rows(kv_head * D_HEAD, params.n_kv_heads * D_HEAD, params.n_keys - 1u); }
fn row_at(rows: Rows, row: u32) -> u32 { return rows.start + min(row, rows.last) * rows.stride; }

const Q = 0u;
const K = 1u;
const V = 2u;
const D_O = 3u;

// Each kernel has `fn element(tensor: u32, i: u32) -> f32`.
fn four_rows(tensor: u32, rows: Rows, row: u32, c: u32) -> vec4f {
  return vec4f(
    element(tensor, row_at(rows, row) + c), element(tensor, row_at(rows, row + 1u) + c),
    element(tensor, row_at(rows, row + 2u) + c), element(tensor, row_at(rows, row + 3u) + c));
}

// 32 rows; their columns from c are the depth of the product.
fn load_left(tensor: u32, rows: Rows, row: u32, c: u32, id: u32) {
  for (var i = id; i < VEC4S; i += N_INVOCATIONS) {
    left[(i % TILE) * LINE + i / TILE] = four_rows(tensor, rows, row + 4u * (i / TILE), c + i % TILE);
  }
}

fn load_right(tensor: u32, rows: Rows, row: u32, c: u32, id: u32) {
  for (var i = id; i < VEC4S; i += N_INVOCATIONS) {
    right[(i % TILE) * LINE + i / TILE] = four_rows(tensor, rows, row + 4u * (i / TILE), c + i % TILE);
  }
}

// 32 rows, which are themselves the depth of the product, of 32 columns from c.
fn load_right_by_rows(tensor: u32, rows: Rows, row: u32, c: u32, id: u32) {
  for (var i = id; i < VEC4S; i += N_INVOCATIONS) {
    let at = row_at(rows, row + i / 8u) + c + 4u * (i % 8u);
    right[(i / 8u) * LINE + i % 8u] = vec4f(element(tensor, at), element(tensor, at + 1u), element(tensor, at + 2u), element(tensor, at + 3u));
  }
}

fn add_product(sum: ptr<function, Block>, depth: u32, at: vec2u) {
  for (var d = 0u; d < depth; d++) {
    let a = left[d * LINE + at.y];
    let b = right[d * LINE + at.x];
    (*sum)[0] += a.x * b;
    (*sum)[1] += a.y * b;
    (*sum)[2] += a.z * b;
    (*sum)[3] += a.w * b;
  }
}

// Makes a product's columns the depth of the next one.
fn put_left(x: Block, at: vec2u) {
  let i = 4u * at.x * LINE + at.y;
  left[i] = vec4f(x[0].x, x[1].x, x[2].x, x[3].x);
  left[i + LINE] = vec4f(x[0].y, x[1].y, x[2].y, x[3].y);
  left[i + 2u * LINE] = vec4f(x[0].z, x[1].z, x[2].z, x[3].z);
  left[i + 3u * LINE] = vec4f(x[0].w, x[1].w, x[2].w, x[3].w);
}
