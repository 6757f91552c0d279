import type { WeightDelta } from "../train/weightDelta";

/** Where runs are saved in `--out`. */
export const RUNS = "finetune/";

/** The folder of a run on these weights. A format is told in words, as "q4 as f16": a key holds no spaces. */
export const runFolder = ({ hash, dtype }: Pick<WeightDelta["base"], "hash" | "dtype">): string =>
  `${RUNS}${hash.slice(0, 16)}-${dtype.replaceAll(/[^A-Za-z0-9._-]/g, "-")}`;
