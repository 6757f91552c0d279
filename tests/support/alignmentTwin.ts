/** Rows of numbers: [n_sentences][d_model]. */
export type TwinRows = readonly Float64Array[];

/** The measures of a pair of languages in f64 from their definitions, sharing nothing with the code that they test. */
export interface TwinAlignment {
  readonly raw: TwinSimilarity;
  readonly centred: TwinSimilarity;
  readonly cka: number;
  readonly centroidDistance: number;
}

export interface TwinSimilarity {
  readonly cosine: number;
  readonly cosineShuffled: number;
  readonly accuracyForward: number;
  readonly accuracyBackward: number;
  /** Sentences whose best two scores lie within 1e-5, one way and the other: f32 may take either for the nearest. */
  readonly closeForward: number;
  readonly closeBackward: number;
}

const CLOSE = 1e-5;

export const toRows = (values: ArrayLike<number>, dModel: number): TwinRows =>
  Array.from({ length: values.length / dModel }, (_, i) =>
    Float64Array.from({ length: dModel }, (_, c) => values[i * dModel + c]!),
  );

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let c = 0; c < a.length; c++) sum += a[c]! * b[c]!;
  return sum;
};

const meanOf = (rows: TwinRows): Float64Array =>
  rows[0]!.map((_, c) => rows.reduce((sum, row) => sum + row[c]!, 0) / rows.length);

const lessMean = (rows: TwinRows): TwinRows => {
  const mean = meanOf(rows);
  return rows.map((row) => row.map((value, c) => value - mean[c]!));
};

function toUnit(row: Float64Array): Float64Array {
  const norm = Math.sqrt(dot(row, row));
  return norm === 0 ? row : row.map((value) => value / norm);
}

/** Of a's rows, the share whose nearest of b is at their own place, and how many are close calls. */
function retrieval(a: TwinRows, b: TwinRows): { readonly accuracy: number; readonly close: number } {
  let [right, close] = [0, 0];
  for (const [i, row] of a.entries()) {
    const scores = b.map((other) => dot(row, other));
    const best = Math.max(...scores);
    if (scores.indexOf(best) === i) right++;
    if (scores.filter((score) => score > best - CLOSE).length > 1) close++;
  }
  return { accuracy: right / a.length, close };
}

function similarity(a: TwinRows, b: TwinRows): TwinSimilarity {
  const [unitA, unitB] = [a.map(toUnit), b.map(toUnit)];
  const n = a.length;
  const meanCosine = (shift: number) => unitA.reduce((sum, row, i) => sum + dot(row, unitB[(i + shift) % n]!), 0) / n;
  const [forward, backward] = [retrieval(unitA, unitB), retrieval(unitB, unitA)];
  return {
    cosine: meanCosine(0),
    cosineShuffled: meanCosine(1),
    accuracyForward: forward.accuracy,
    accuracyBackward: backward.accuracy,
    closeForward: forward.close,
    closeBackward: backward.close,
  };
}

/** Sum of squares of the products of a's columns with b's. */
function columnProducts(a: TwinRows, b: TwinRows): number {
  let sum = 0;
  for (const c of a[0]!.keys()) {
    const products = new Float64Array(b[0]!.length);
    for (const [i, row] of a.entries()) {
      for (const [e, value] of b[i]!.entries()) products[e]! += row[c]! * value;
    }
    sum += dot(products, products);
  }
  return sum;
}

/** Linear CKA (Kornblith et al. 2019, equation 4 with its normalisation): |Y^T X|^2 / (|X^T X| |Y^T Y|) of centred columns. */
function linearCka(a: TwinRows, b: TwinRows): number {
  const norm = Math.sqrt(columnProducts(a, a) * columnProducts(b, b));
  return norm === 0 ? 0 : columnProducts(a, b) / norm;
}

/** Translations at the same place; both [n_sentences][d_model]. */
export function alignmentTwin(a: TwinRows, b: TwinRows): TwinAlignment {
  const [centredA, centredB] = [lessMean(a), lessMean(b)];
  const meanB = meanOf(b);
  return {
    raw: similarity(a, b),
    centred: similarity(centredA, centredB),
    cka: linearCka(centredA, centredB),
    centroidDistance: Math.hypot(...meanOf(a).map((value, c) => value - meanB[c]!)),
  };
}
