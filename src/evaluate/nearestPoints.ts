import { pauses } from "../corpus/pauses";
import type { Points } from "./pca";

/** The nearest of some points for each of some queries, the nearest first; of equal distances the lowest index first. */
export interface Nearest {
  /** [query][neighbour] */
  readonly indices: number[][];
  readonly distances: number[][];
}

/** Each point at length 1, so that distances follow from cosines: |a - b|² = 2 - 2 cos. A point at zero stays there. */
export function toUnitLength({ values, n, d }: Points): Points {
  const unit = new Float32Array(values.length);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let c = 0; c < d; c++) sum += values[i * d + c]! ** 2;
    const scale = sum > 0 ? 1 / Math.sqrt(sum) : 0;
    for (let c = 0; c < d; c++) unit[i * d + c] = values[i * d + c]! * scale;
  }
  return { values: unit, n, d };
}

/** Squares of the distances of one query to all points. */
function squaresTo(points: Points, queries: Points, query: number, squares: Float64Array): void {
  const { values, n, d } = points;
  const from = query * d;
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let c = 0, at = i * d; c < d; c++, at++) {
      const apart = values[at]! - queries.values[from + c]!;
      sum += apart * apart;
    }
    squares[i] = sum;
  }
}

/** The `k` nearest by Euclidean distance, every distance looked at: exact, and the same each time. */
export async function nearestPoints(
  points: Points,
  queries: Points,
  k: number,
  { signal, onProgress }: { signal: AbortSignal; onProgress?: (done: number, total: number) => void },
): Promise<Nearest> {
  if (points.d !== queries.d) throw new RangeError(`points of ${points.d} dimensions, queries of ${queries.d}`);
  if (k < 1 || k > points.n) throw new RangeError(`the ${k} nearest of ${points.n} points`);
  const nearest: Nearest = { indices: [], distances: [] };
  const squares = new Float64Array(points.n);
  const pause = pauses(signal, 50, () => onProgress?.(nearest.indices.length, queries.n));
  for (let query = 0; query < queries.n; query++) {
    await pause();
    squaresTo(points, queries, query, squares);
    const order = Array.from(squares.keys()).sort((a, b) => squares[a]! - squares[b]! || a - b);
    const first = order.slice(0, k);
    nearest.indices.push(first);
    nearest.distances.push(first.map((i) => Math.sqrt(squares[i]!)));
  }
  return nearest;
}
