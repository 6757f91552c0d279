// matrix_weight: how a kernel reads a weight matrix [rows, n_in] in any MatrixFormat (src/tensor/matrixFormat.ts). Shared text: the
// kernel that it stands before binds `w` (array<u32>) and has `words_per_row` among its params.
override FORMAT: u32; // 0 f32, 1 f16, 2 q8, 3 q4
override BLOCK_SIZE: u32; // of q8 and q4
override HAS_ZEROS: u32; // 1: a block of q8 or q4 carries its zero point

// The weights in columns k .. k + 3 of `row`, where k is a multiple of 4; behind column n_in - 1 they mean nothing.
fn weights_at(row: u32, k: u32) -> vec4f {
  let first = row * params.words_per_row;
  if (FORMAT == 0u) {
    let i = first + k;
    return bitcast<vec4f>(vec4u(w[i], w[i + 1u], w[i + 2u], w[i + 3u]));
  }
  if (FORMAT == 1u) {
    let i = first + (k >> 1u);
    return vec4f(unpack2x16float(w[i]), unpack2x16float(w[i + 1u]));
  }
  let codes_per_word = select(8u, 4u, FORMAT == 2u);
  let block = first + (k / BLOCK_SIZE) * (1u + HAS_ZEROS + BLOCK_SIZE / codes_per_word);
  let word = w[block + 1u + HAS_ZEROS + (k % BLOCK_SIZE) / codes_per_word];
  var codes = unpack4xU8(word);
  var zero = 128.0;
  if (FORMAT == 3u) {
    codes = (vec4u(word >> (4u * (k & 4u))) >> vec4u(0u, 4u, 8u, 12u)) & vec4u(15u);
    zero = 8.0;
  }
  if (HAS_ZEROS == 1u) { zero = bitcast<f32>(w[block + 1u]); }
  return (vec4f(codes) - zero) * bitcast<f32>(w[block]);
}

// The weight in `row` and column k; the caller checks both.
fn weight_at(row: u32, k: u32) -> f32 { return weights_at(row, k & ~3u)[k & 3u]; }
