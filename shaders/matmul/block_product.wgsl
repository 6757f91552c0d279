// block_product: c[row, column] = sum over depth of a[row, depth] b[depth, column], shared by the matrix kernels. The kernel defines
//   fn a_block(row, depth) -> mat4x4f       4 rows from `row` on, each a vector over 4 depths; 0 behind the last depth
//   fn b_block(depth, column) -> mat4x4f    4 depths from `depth` on, each a vector over 4 columns; finite behind the last depth
//   fn store(row, column, sum)
// An invocation owns 8 x 8 elements of c. A workgroup is `across` x `down` of them; where the product is thin, what is left of its
// invocations shares the same elements, each with its slice of the depth. The order of sums is fixed, so results repeat exactly.
// STAGED: the workgroup reads (and dequantizes) each block once per tile and shares it in workgroup memory. Else each invocation reads for
// itself, which is faster where workgroup memory is ordinary memory (adapters that compute on the CPU).
override STAGED: u32;
override WORKGROUP_SIZE: u32; // 64
override TILE_VEC4S: u32; // workgroup memory: 1 where nothing is staged

var<workgroup> tile: array<vec4f, TILE_VEC4S>;

struct Sums { c00: mat4x4f, c01: mat4x4f, c10: mat4x4f, c11: mat4x4f } // [row block][column block]; a matrix is 4 rows

fn multiply_row(c: vec4f, a: vec4f, b: mat4x4f) -> vec4f {
  return a.w * b[3] + (a.z * b[2] + (a.y * b[1] + (a.x * b[0] + c)));
}

fn multiply_add(c: mat4x4f, a: mat4x4f, b: mat4x4f) -> mat4x4f {
  if (STAGED == 0u) { return c + b * a; } // shorter chains of dependent additions, but one operation more for each row
  return mat4x4f(multiply_row(c[0], a[0], b), multiply_row(c[1], a[1], b), multiply_row(c[2], a[2], b), multiply_row(c[3], a[3], b));
}

fn multiply_blocks(sums: ptr<function, Sums>, a0: mat4x4f, a1: mat4x4f, b0: mat4x4f, b1: mat4x4f) {
  (*sums).c00 = multiply_add((*sums).c00, a0, b0);
  (*sums).c01 = multiply_add((*sums).c01, a0, b1);
  (*sums).c10 = multiply_add((*sums).c10, a1, b0);
  (*sums).c11 = multiply_add((*sums).c11, a1, b1);
}

// The 4 vectors of a block lie `stride` apart, so that neighbouring invocations read neighbouring vectors.
fn put_block(first: u32, stride: u32, block: mat4x4f) {
  tile[first] = block[0];
  tile[first + stride] = block[1];
  tile[first + 2u * stride] = block[2];
  tile[first + 3u * stride] = block[3];
}

fn get_block(first: u32, stride: u32) -> mat4x4f {
  return mat4x4f(tile[first], tile[first + stride], tile[first + 2u * stride], tile[first + 3u * stride]);
}

// Each invocation owns two blocks side by side. Of n_blocks the even ones lie before the odd ones, again for neighbours' sake.
fn place(block: u32, n_blocks: u32) -> u32 { return (block >> 1u) + (block & 1u) * (n_blocks >> 1u); }

// Sums of the first n_owners invocations with those of the other slices, in their order. A tile has room for 4 vectors of each.
fn add_slices(lane: u32, n_owners: u32, sums: mat4x4f) -> mat4x4f {
  workgroupBarrier();
  put_block(lane, WORKGROUP_SIZE, sums);
  workgroupBarrier();
  var total = sums;
  for (var i = lane + n_owners; i < WORKGROUP_SIZE; i += n_owners) { total += get_block(i, WORKGROUP_SIZE); }
  return total;
}

fn store_block(row: u32, column: u32, block: mat4x4f) {
  var sums = block;
  for (var r = 0u; r < 4u; r++) {
    for (var c = 0u; c < 4u; c++) { store(row + r, column + c, sums[r][c]); }
  }
}

// Invocations that `n` rows or columns keep busy. src/kernels/blockProduct.ts says the same of a workgroup's shape.
fn invocations_along(n: u32) -> u32 { return select(8u, select(4u, select(2u, 1u, n <= 8u), n <= 16u), n <= 32u); }

fn block_product(group: vec3u, lane: u32, n_rows: u32, n_columns: u32, depth: u32) {
  let across = invocations_along(n_columns);
  var down = WORKGROUP_SIZE / across;
  if (STAGED == 1u) { down = max(invocations_along(n_rows), 4u / across); }
  let n_owners = across * down;
  let first_row = group.y * 8u * down;
  let first_column = group.x * 8u * across;
  let x = lane % across;
  let y = (lane % n_owners) / across;
  let row = first_row + 8u * y;
  let column = first_column + 8u * x;
  var sums: Sums;

  if (STAGED == 1u) {
    let n_slices = WORKGROUP_SIZE / n_owners;
    let n_steps = max(n_slices, 4u); // of 4 depths, in a tile: a power of two
    let log_steps = firstTrailingBit(n_steps);
    let n_a = 2u * down;
    let n_b = 2u * across;
    let b_tile = 4u * n_a * n_steps;
    for (var d = 0u; d < depth; d += 4u * n_steps) {
      for (var i = lane; i < n_a * n_steps; i += WORKGROUP_SIZE) {
        let step = i & (n_steps - 1u);
        let block = i >> log_steps;
        put_block(4u * n_a * step + place(block, n_a), n_a, a_block(first_row + 4u * block, d + 4u * step));
      }
      for (var i = lane; i < n_b * n_steps; i += WORKGROUP_SIZE) {
        let step = i & (n_steps - 1u);
        let block = i >> log_steps;
        put_block(b_tile + 4u * n_b * step + place(block, n_b), n_b, b_block(d + 4u * step, first_column + 4u * block));
      }
      workgroupBarrier();
      for (var step = lane / n_owners; step < n_steps; step += n_slices) {
        let a = 4u * n_a * step + y;
        let b = b_tile + 4u * n_b * step + x;
        multiply_blocks(&sums, get_block(a, n_a), get_block(a + down, n_a), get_block(b, n_b), get_block(b + across, n_b));
      }
      workgroupBarrier();
    }
    if (n_slices > 1u) {
      sums.c00 = add_slices(lane, n_owners, sums.c00);
      sums.c01 = add_slices(lane, n_owners, sums.c01);
      sums.c10 = add_slices(lane, n_owners, sums.c10);
      sums.c11 = add_slices(lane, n_owners, sums.c11);
    }
  } else if (row < n_rows && column < n_columns) {
    for (var d = 0u; d < depth; d += 4u) {
      multiply_blocks(&sums, a_block(row, d), a_block(row + 4u, d), b_block(d, column), b_block(d, column + 4u));
    }
  }
  if (lane >= n_owners) { return; }
  store_block(row, column, sums.c00);
  store_block(row, column + 4u, sums.c01);
  store_block(row + 4u, column, sums.c10);
  store_block(row + 4u, column + 4u, sums.c11);
}
