import type { AlignmentChange, AlignmentResult, PairAlignment } from "../../evaluate/alignmentResult";
import type { Interval } from "../../evaluate/interval";
import type { TermId } from "../terms";

export type MeasureId = "cosine" | "gap" | "retrieval" | "cka" | "centroidDistance";

/** What is measured of the translations of two languages in a layer. */
export interface Measure {
  readonly id: MeasureId;
  readonly name: string;
  /** On an axis, with its unit. */
  readonly axis: string;
  readonly term: TermId;
  /** Whether it differs once each language's own mean is taken off. */
  readonly hasCentred: boolean;
  /** Whether it is no mean over sentences, and its interval that of its linear approximation. */
  readonly isApproximated: boolean;
  /** Whether it is one number from the first language to the second and another the other way. */
  readonly isDirected: boolean;
}

export const MEASURES: readonly Measure[] = [
  {
    id: "cosine",
    name: "Cosine",
    axis: "mean cosine",
    term: "alignedCosine",
    hasCentred: true,
    isApproximated: false,
    isDirected: false,
  },
  {
    id: "gap",
    name: "Cosine gap",
    axis: "cosine gap",
    term: "cosineGap",
    hasCentred: true,
    isApproximated: false,
    isDirected: false,
  },
  {
    id: "retrieval",
    name: "Retrieval",
    axis: "accuracy@1 (share)",
    term: "retrieval",
    hasCentred: true,
    isApproximated: false,
    isDirected: true,
  },
  {
    id: "cka",
    name: "Linear CKA",
    axis: "linear CKA",
    term: "cka",
    hasCentred: false,
    isApproximated: true,
    isDirected: false,
  },
  {
    id: "centroidDistance",
    name: "Centroid distance",
    axis: "Euclidean distance",
    term: "centroidDistance",
    hasCentred: false,
    isApproximated: true,
    isDirected: false,
  },
];

export const measureOf = (id: string): Measure => MEASURES.find((measure) => measure.id === id) ?? MEASURES[0]!;

/** A measure from one language to another. */
export interface Value {
  readonly value: number;
  readonly interval: Interval | null;
  /** Of pairs that are no translations, where the measure has that. */
  readonly shuffled: number | null;
}

type OfPair = Pick<PairAlignment, "a" | "b" | "layer">;

const joins = ({ a, b }: OfPair, one: string, other: string): boolean =>
  (a === one && b === other) || (a === other && b === one);

/** The pair of two languages in a layer, whichever of them is named first. */
function pairOf<P extends OfPair>(pairs: readonly P[], from: string, to: string, layer: number) {
  const pair = pairs.find((one) => one.layer === layer && joins(one, from, to));
  return pair && { pair, isTurned: pair.a !== from };
}

/** Whether the two were compared. */
export const isCompared = ({ pairs }: Pick<AlignmentResult, "pairs">, one: string, other: string): boolean =>
  pairs.some((pair) => pair.layer === 0 && joins(pair, one, other));

/** Where a measure is taken: of mean-centred vectors or raw ones, from one language to another. */
export interface MeasuredAt {
  readonly isCentred: boolean;
  readonly from: string;
  readonly to: string;
  readonly layer: number;
}

/** The measure from one language to another in a layer; null where the two were not compared. */
export function measured(
  { pairs }: Pick<AlignmentResult, "pairs">,
  { id }: Measure,
  { isCentred, from, to, layer }: MeasuredAt,
): Value | null {
  const found = pairOf(pairs, from, to, layer);
  if (!found) return null;
  const { pair, isTurned } = found;
  const { cka, ckaInterval, centroidDistance, centroidDistanceInterval } = pair;
  if (id === "cka") return { value: cka, interval: ckaInterval, shuffled: null };
  if (id === "centroidDistance") return { value: centroidDistance, interval: centroidDistanceInterval, shuffled: null };
  const similarity = isCentred ? pair.centred : pair.raw;
  const { cosine, cosineShuffled: shuffled, cosineInterval, gapInterval } = similarity;
  if (id === "cosine") return { value: cosine, interval: cosineInterval, shuffled };
  if (id === "gap") return { value: cosine - shuffled, interval: gapInterval, shuffled: null };
  const { accuracyForward, accuracyForwardInterval, accuracyBackward, accuracyBackwardInterval } = similarity;
  return isTurned
    ? { value: accuracyBackward, interval: accuracyBackwardInterval, shuffled: null }
    : { value: accuracyForward, interval: accuracyForwardInterval, shuffled: null };
}

/** By how much a measure changed, with its interval; null where no interval of the change is known. */
export function changeOf(
  { pairs }: Pick<AlignmentChange, "pairs">,
  { id }: Measure,
  { isCentred, from, to, layer }: MeasuredAt,
): Value | null {
  const found = pairOf(pairs, from, to, layer);
  if (!found) return null;
  const { pair, isTurned } = found;
  const changes = { ...(isCentred ? pair.centred : pair.raw), cka: pair.cka, centroidDistance: pair.centroidDistance };
  const way = isTurned ? "accuracyBackward" : "accuracyForward";
  const change = changes[id === "retrieval" ? way : id];
  return change && { value: change.difference, interval: change.interval, shuffled: null };
}
