import { applyPca, fitPca, type Points } from "./pca";
import { fitUmap, placeInUmap } from "./umapProjection";

export type ProjectionMethod = "pca" | "umap";

/** Vectors of sentences by one model, of each language the same number, one language after the other. */
export interface SentencePoints {
  readonly base: Points;
  /** Of the same sentences by a tuned model. */
  readonly tuned: Points | null;
  readonly nLanguages: number;
}

export interface ProjectionConfig {
  readonly method: ProjectionMethod;
  /** Of UMAP's layout; PCA takes none. */
  readonly seed: number;
  /** Takes each language's own mean off first, of each model its own. */
  readonly isCentred: boolean;
}

/** Places of sentences in one plane, f32[n, 2]: made from the base's vectors, the tuned model's put into it. */
export interface Projection {
  readonly base: Float32Array<ArrayBuffer>;
  readonly tuned: Float32Array<ArrayBuffer> | null;
  /** Share of the base's variance along either axis of PCA, 0 to 1; null of UMAP, whose axes mean nothing. */
  readonly explained: readonly [number, number] | null;
}

/** Points less the mean of their language. */
export function withoutLanguageMeans({ values, n, d }: Points, nLanguages: number): Points {
  const each = n / nLanguages;
  const centred = new Float32Array(values.length);
  for (let k = 0; k < nLanguages; k++) {
    for (let c = 0; c < d; c++) {
      let sum = 0;
      for (let i = k * each; i < (k + 1) * each; i++) sum += values[i * d + c]!;
      for (let i = k * each; i < (k + 1) * each; i++) centred[i * d + c] = values[i * d + c]! - sum / each;
    }
  }
  return { values: centred, n, d };
}

/**
 * Puts the sentences of base and tuned model into one plane, which the base's alone decide. Rejects with a RangeError where they are
 * too few for the method, and with `signal.reason` when aborted.
 */
export async function projectSentences(
  { base, tuned, nLanguages }: SentencePoints,
  { method, seed, isCentred }: ProjectionConfig,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (says: string, share: number) => void },
): Promise<Projection> {
  const prepared = (points: Points): Points => (isCentred ? withoutLanguageMeans(points, nLanguages) : points);
  const [before, after] = [prepared(base), tuned && prepared(tuned)];
  if (method === "umap") {
    const map = await fitUmap(before, seed, { signal, onProgress });
    return {
      base: map.places,
      tuned: after && (await placeInUmap(map, after, { signal, onProgress })),
      explained: null,
    };
  }
  const pca = await fitPca(before, 2, signal);
  const share = (variance: number): number => (pca.totalVariance > 0 ? variance / pca.totalVariance : 0);
  return {
    base: applyPca(pca, before),
    tuned: after && applyPca(pca, after),
    explained: [share(pca.variances[0]!), share(pca.variances[1]!)],
  };
}
