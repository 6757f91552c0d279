// block_product: c[row, column] = sum over depth of a[row, depth] b[depth, column], shared by the matrix kernels. The kernel defines
//   fn a_block(row, depth) -> mat4x4f       4 rows from `row` on, each a vector over 4 depths; 0 behind the last depth
//   fn b_block(depth, column) -> mat4x4f    4 depths from `depth` on, each a vector over 4 columns; finite behind the last depth
//   fn store(row, column, sum)
// An invocation owns 8 x 8 elements of c, a workgroup `across` x (WORKGROUP_SIZE / across) invocations: 64 x 64 elements, or 16 columns
// or 16 rows where the product is thin. Sums run in the order of depth, so the result repeats exactly.
// STAGED: the workgroup reads (and dequantizes) each block once per tile and shares it in workgroup memory. Else each invocation reads for
// itself, which is faster where workgroup memory is ordinary memory (adapters that compute on the CPU).
override STAGED: u32;
override WORKGROUP_SIZE: u32;
override TILE_VEC4S: u32; // workgroup memory: 1 where nothing is staged

var<workgroup> tile: array<vec4f, TILE_VEC4S>;

struct Sums { c00: mat4x4f, c01: mat4x4f, c10: mat4x4f, c11: mat4x4f } // [row block][column block]; a matrix is 4 rows

// Invocations side by side in a workgroup; src/kernels/blockProduct.ts says the same.
fn invocations_across(n_rows: u32, n_columns: u32) -> u32 {
  if (n_columns <= 16u) { return 2u; }
  return select(8u, 32u, n_rows <= 16u);
}

fn multiply_row(c: vec4f, a: vec4f, b: mat4x4f) -> vec4f {
  return a.w * b[3] + (a.z * b[2] + (a.y * b[1] + (a.x * b[0] + c)));
}

fn multiply_add(c: mat4x4f, a: mat4x4f, b: mat4x4f) -> mat4x4f {
  if (STAGED == 0u) { return c + b * a; } // the same with shorter chains of dependent additions, but one more operation
  return mat4x4f(multiply_row(c[0], a[0], b), multiply_row(c[1], a[1], b), multiply_row(c[2], a[2], b), multiply_row(c[3], a[3], b));
}

fn multiply_blocks(sums: ptr<function, Sums>, a0: mat4x4f, a1: mat4x4f, b0: mat4x4f, b1: mat4x4f) {
  (*sums).c00 = multiply_add((*sums).c00, a0, b0);
  (*sums).c01 = multiply_add((*sums).c01, a0, b1);
  (*sums).c10 = multiply_add((*sums).c10, a1, b0);
  (*sums).c11 = multiply_add((*sums).c11, a1, b1);
}

// A tile holds, for each of its depths in fours, 4 vectors of each of its blocks; even blocks lie before odd ones, so that neighbouring
// invocations read neighbouring vectors.
fn put_block(first: u32, n_blocks: u32, block: u32, value: mat4x4f) {
  var i = first + (block >> 1u) + (block & 1u) * (n_blocks >> 1u);
  for (var v = 0u; v < 4u; v++) { tile[i + v * n_blocks] = value[v]; }
}

fn get_block(first: u32, n_blocks: u32, position: u32) -> mat4x4f {
  let i = first + position;
  return mat4x4f(tile[i], tile[i + n_blocks], tile[i + 2u * n_blocks], tile[i + 3u * n_blocks]);
}

fn store_block(row: u32, column: u32, block: mat4x4f) {
  var sums = block;
  for (var r = 0u; r < 4u; r++) {
    for (var c = 0u; c < 4u; c++) { store(row + r, column + c, sums[r][c]); }
  }
}

fn block_product(group: vec3u, lane: u32, n_rows: u32, n_columns: u32, depth: u32) {
  let across = invocations_across(n_rows, n_columns);
  let down = WORKGROUP_SIZE / across;
  let first_row = group.y * 8u * down;
  let first_column = group.x * 8u * across;
  let x = lane % across;
  let y = lane / across;
  let row = first_row + 8u * y;
  let column = first_column + 8u * x;
  var sums: Sums;
  if (STAGED == 1u) {
    let steps = select(2u, 4u, across == 8u); // depths in fours of a tile: 4 (2 across + 2 down) vec4f each
    let n_a = 2u * down;
    let n_b = 2u * across;
    for (var d = 0u; d < depth; d += 4u * steps) {
      for (var i = lane; i < n_a * steps; i += WORKGROUP_SIZE) {
        let step = i % steps;
        put_block(4u * n_a * step, n_a, i / steps, a_block(first_row + 4u * (i / steps), d + 4u * step));
      }
      for (var i = lane; i < n_b * steps; i += WORKGROUP_SIZE) {
        let step = i % steps;
        put_block(4u * (n_a * steps + n_b * step), n_b, i / steps, b_block(d + 4u * step, first_column + 4u * (i / steps)));
      }
      workgroupBarrier();
      for (var step = 0u; step < steps; step++) {
        let a = 4u * n_a * step;
        let b = 4u * (n_a * steps + n_b * step);
        multiply_blocks(&sums, get_block(a, n_a, y), get_block(a, n_a, y + down), get_block(b, n_b, x), get_block(b, n_b, x + across));
      }
      workgroupBarrier();
    }
  } else if (row < n_rows && column < n_columns) {
    for (var d = 0u; d < depth; d += 4u) {
      multiply_blocks(&sums, a_block(row, d), a_block(row + 4u, d), b_block(d, column), b_block(d, column + 4u));
    }
  }
  store_block(row, column, sums.c00);
  store_block(row, column + 4u, sums.c01);
  store_block(row + 4u, column, sums.c10);
  store_block(row + 4u, column + 4u, sums.c11);
}
