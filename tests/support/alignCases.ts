/** Odd, small, wider than a workgroup, and longer than a block of rows. */
export const ALIGN_SHAPES = [
  { nRows: 1, nColumns: 1 },
  { nRows: 3, nColumns: 5 },
  { nRows: 70, nColumns: 64 },
  { nRows: 37, nColumns: 129 },
  { nRows: 130, nColumns: 33 },
] as const;

/** f32 sums of at most some hundred products of normal numbers: about 1e-7 for each doubling. */
export const ALIGN_TOLERANCE = { rtol: 1e-5, atol: 1e-5 };
