import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { UMAP } from "umap-js";
import { pauses } from "../corpus/pauses";
import { seededRandom } from "../tensor/random";
import { nearestPoints, toUnitLength } from "./nearestPoints";
import type { Points } from "./pca";

/** Neighbours of a point, itself among them, and how close they may lie: the defaults of the method's authors. */
const NEIGHBORS = 15;
const MIN_DISTANCE = 0.1;

export interface UmapHooks {
  readonly signal: AbortSignal;
  /** A share of the whole, 0 to 1. */
  readonly onProgress: (says: string, share: number) => void;
}

/** A map of points: where each lies, and what places others in it. */
export interface UmapMap {
  /** The points at length 1. */
  readonly points: Points;
  /** f32[n, 2] */
  readonly places: Float32Array<ArrayBuffer>;
}

/** Rounding apart, a point with this distance or less is the one it lies on. */
const SAME = 1e-6;

/**
 * The neighbours of point `i`, itself first: the library takes the first for the point. Among equal points it may stand behind
 * others at the same distance, or not among the nearest at all; then the last gives way.
 */
export function itselfFirst(indices: readonly number[], i: number): number[] {
  const others = indices.filter((index) => index !== i);
  return [i, ...others].slice(0, indices.length);
}

/**
 * A map of points in two dimensions by UMAP (McInnes, Healy, Melville 2018) with cosine distances. Neighbours are exact; the
 * layout follows from the seed alone.
 */
export async function fitUmap(points: Points, seed: number, { signal, onProgress }: UmapHooks): Promise<UmapMap> {
  const { n } = points;
  if (n < 4) throw new RangeError(`UMAP of ${n} sentences: it needs 4 at least`);
  const unit = toUnitLength(points);
  const nNeighbors = Math.min(NEIGHBORS, n - 1);
  const nearest = await nearestPoints(unit, unit, nNeighbors, {
    signal,
    onProgress: (done, total) => onProgress("finds neighbours", (0.3 * done) / total),
  });
  const indices = nearest.indices.map((own, i) => itselfFirst(own, i));
  const random = seededRandom(seed, "umap");
  const umap = new UMAP({ nNeighbors, minDist: MIN_DISTANCE, nComponents: 2, random: () => uniformFloat64(random) });
  umap.setPrecomputedKNN(indices, nearest.distances);
  // With the neighbours given, only the number of points is read of the points.
  const epochs = umap.initializeFit(Array.from({ length: n }, () => []));
  const pause = pauses(signal, 50);
  for (let epoch = 0; epoch < epochs; epoch++) {
    await pause();
    umap.step();
    onProgress("lays out the map", 0.3 + (0.7 * (epoch + 1)) / epochs);
  }
  return { points: unit, places: Float32Array.from(umap.getEmbedding().flat()) };
}

/** Weights of a point's nearest: 1 / distance², or all on the one it lies on. */
function weightsOf(indices: readonly number[], distances: readonly number[], own: number): number[] {
  if (distances[0]! > SAME) return distances.map((distance) => 1 / distance ** 2);
  const at = indices.indexOf(own);
  const on = at >= 0 && distances[at]! <= SAME ? at : 0;
  return distances.map((_, i) => Number(i === on));
}

/**
 * Where other points lie in a map, f32[n, 2]: between their nearest points of the map, by weights of 1 / distance². One that has
 * not moved from the map's point of its index lies just there. Ours: `transform` of the library takes the neighbour of a
 * point's own index for the point itself.
 */
export async function placeInUmap(
  map: UmapMap,
  points: Points,
  { signal, onProgress }: UmapHooks,
): Promise<Float32Array<ArrayBuffer>> {
  const k = Math.min(NEIGHBORS, map.points.n);
  const nearest = await nearestPoints(map.points, toUnitLength(points), k, {
    signal,
    onProgress: (done, total) => onProgress("places the tuned sentences", done / total),
  });
  const places = new Float32Array(points.n * 2);
  for (const [i, indices] of nearest.indices.entries()) {
    const weights = weightsOf(indices, nearest.distances[i]!, i);
    const whole = weights.reduce((sum, weight) => sum + weight, 0);
    for (let axis = 0; axis < 2; axis++) {
      const sum = indices.reduce((all, from, j) => all + weights[j]! * map.places[from * 2 + axis]!, 0);
      places[i * 2 + axis] = sum / whole;
    }
  }
  return places;
}
