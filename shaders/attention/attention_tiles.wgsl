// Matrix products of tiles in workgroup memory, shared by the attention kernels.
// A workgroup is 8 x 8 invocations and owns 32 rows; it reads the other side 32 rows at a time. Invocation (x, y) owns rows 4y..4y+3
// and columns 4x..4x+3 of every 32 x 32 product, so that 2 reads of a vec4f serve 16 multiplications.
// `left` holds its 32 rows by depth: element [depth, row / 4] is those 4 rows. `right` holds [depth, column / 4]. Rows of 9 vec4f
// instead of 8 keep neighbouring invocations in different banks.
const TILE = 32u;
const STRIDE = 9u;
const N_INVOCATIONS = 64u;
const VEC4S = 256u; // in a tile
override D_HEAD: u32;
override WORKGROUP_SIZE_X: u32;
override WORKGROUP_SIZE_Y: u32;

// Columns of the result that one workgroup owns: 4 tiles, for more there are more workgroups.
const SLICE_TILES = 4u;
const SLICE = SLICE_TILES * TILE;

var<workgroup> left: array<vec4f, TILE * STRIDE>;
var<workgroup> right: array<vec4f, TILE * STRIDE>;

alias Block = array<vec4f, 4>; // 4 rows of 4 columns

fn add_product(sum: ptr<function, Block>, depth: u32, at: vec2u) {
  for (var k = 0u; k < depth; k++) {
    let a = left[k * STRIDE + at.y];
    let b = right[k * STRIDE + at.x];
    (*sum)[0] += a.x * b;
    (*sum)[1] += a.y * b;
    (*sum)[2] += a.z * b;
    (*sum)[3] += a.w * b;
  }
}

// Makes a product's columns the depth of the next one.
fn put_left(x: Block, at: vec2u) {
  let i = 4u * at.x * STRIDE + at.y;
  left[i] = vec4f(x[0].x, x[1].x, x[2].x, x[3].x);
  left[i + STRIDE] = vec4f(x[0].y, x[1].y, x[2].y, x[3].y);
  left[i + 2u * STRIDE] = vec4f(x[0].z, x[1].z, x[2].z, x[3].z);
  left[i + 3u * STRIDE] = vec4f(x[0].w, x[1].w, x[2].w, x[3].w);
}
