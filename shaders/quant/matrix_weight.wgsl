// matrix_weight: how a kernel reads a weight matrix [rows, n_in] in any MatrixFormat (src/tensor/matrixFormat.ts). Shared text: the
// kernel that it stands before binds `w` (array<u32>) and has `words_per_row` among its params.
override FORMAT: u32; // 0 f32, 1 f16, 2 q8, 3 q4
override BLOCK_SIZE: u32; // of q8 and q4
override HAS_ZEROS: u32; // 1: a block of q8 or q4 carries its zero point

// The weight in `row` and column `k`; the caller checks both.
fn weight_at(row: u32, k: u32) -> f32 {
  let first = row * params.words_per_row;
  if (FORMAT == 0u) { return bitcast<f32>(w[first + k]); }
  if (FORMAT == 1u) {
    let pair = unpack2x16float(w[first + (k >> 1u)]);
    return select(pair.x, pair.y, (k & 1u) == 1u);
  }
  let bits = select(4u, 8u, FORMAT == 2u);
  let codes_per_word = 32u / bits;
  let in_block = k % BLOCK_SIZE;
  let block = first + (k / BLOCK_SIZE) * (1u + HAS_ZEROS + BLOCK_SIZE / codes_per_word);
  let word = w[block + 1u + HAS_ZEROS + in_block / codes_per_word];
  let code = f32(extractBits(word, (in_block % codes_per_word) * bits, bits));
  var zero = f32(1u << (bits - 1u));
  if (HAS_ZEROS == 1u) { zero = bitcast<f32>(w[block + 1u]); }
  return (code - zero) * bitcast<f32>(w[block]);
}
