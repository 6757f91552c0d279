/**
 * What each sentence of a pair counts of two measures that are no means over sentences: the measure plus the sentence's influence on it
 * (the infinitesimal jackknife; Jaeckel 1972, Efron 1982). The mean over sentences is the measure, and a bootstrap of that mean is one
 * of the measure's linear approximation. That these two get their intervals so is ours; no paper of the field defines any.
 */
export interface InfluenceSeries {
  /** f32[n_sentences]; null where a language's sentences are all alike in the layer, and CKA is not defined. */
  readonly cka: Float32Array<ArrayBuffer> | null;
  /** f32[n_sentences]; null where the distance is 0, which no line approximates. */
  readonly centroidDistance: Float32Array<ArrayBuffer> | null;
}

/** Products that a language's sentences, or a pair's, give CKA: `total` is |X^T Y|^2, and each sentence's is x^T (X^T Y) y, all centred. */
export interface CkaTerms {
  readonly total: number;
  /** [n_sentences]: they sum to `total`. */
  readonly bySentence: ArrayLike<number>;
}

/** The measure plus each influence, which sum to 0 but for rounding. */
function around(measure: number, influences: Float64Array): Float32Array<ArrayBuffer> {
  const rounding = influences.reduce((sum, value) => sum + value, 0) / influences.length;
  return Float32Array.from(influences, (value) => measure + value - rounding);
}

/**
 * Linear CKA of a pair by sentence. With r the products of a sentence its influence is
 * cka (2 n r_xy / sum r_xy - n r_xx / sum r_xx - n r_yy / sum r_yy).
 */
export function ckaBySentence(cross: CkaTerms, a: CkaTerms, b: CkaTerms): Float32Array<ArrayBuffer> | null {
  const norm = Math.sqrt(a.total * b.total);
  if (norm === 0) return null;
  const n = cross.bySentence.length;
  const cka = cross.total / norm;
  const influences = Float64Array.from({ length: n }, (_, i) => {
    const own = a.bySentence[i]! / a.total + b.bySentence[i]! / b.total;
    // cka / sum r_xy is 1 / norm: nothing is divided by a CKA of 0.
    return n * ((2 * cross.bySentence[i]!) / norm - cka * own);
  });
  return around(cka, influences);
}

/**
 * The centroids' distance by sentence: m.(x - y) / |m|, where m is the mean of x - y.
 * @param length of n_sentences m
 * @param a, b [n_sentences]: each language's centred sentences times n_sentences m
 */
export function distanceBySentence(
  length: number,
  a: ArrayLike<number>,
  b: ArrayLike<number>,
): Float32Array<ArrayBuffer> | null {
  if (length === 0) return null;
  return around(
    length / a.length,
    Float64Array.from(a, (value, i) => (value - b[i]!) / length),
  );
}
