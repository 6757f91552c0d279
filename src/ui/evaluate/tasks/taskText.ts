import type { Interval } from "../../../evaluate/interval";
import { DASH, formatChange, formatFigure, formatPercent } from "../../format";

/** Scores of texts are 0 to 100, accuracies shares. */
export const isScore = (metric: string): boolean => /bleu|chrf/i.test(metric);

export const formatMetric = (name: string, value: number): string =>
  isScore(name) ? formatFigure(value) : formatPercent(value);

export const formatMetricInterval = (name: string, { low, high }: Interval): string =>
  isScore(name) ? `${formatFigure(low)}–${formatFigure(high)}` : `${formatFigure(100 * low)}–${formatPercent(high)}`;

const signed = (value: number): string => formatChange(value, 1);

/** Of accuracies in points: "+4.2 pp". */
export const formatDifference = (name: string, value: number): string =>
  isScore(name) ? signed(value) : `${signed(100 * value)}\u00a0pp`;

export const formatDifferenceInterval = (name: string, { low, high }: Interval): string =>
  `${signed(isScore(name) ? low : 100 * low)} to ${signed(isScore(name) ? high : 100 * high)}`;

/** "−85.0 nats": one decimal, so that the points stand below each other. */
export const formatLogLikelihood = (nats: number): string =>
  Number.isFinite(nats) ? `${nats.toFixed(1).replace("-", "−")}\u00a0nats` : DASH;

/** Scores of one example: "bleu 12.3 · chrf++ 45.6". */
export const formatScores = (scores: Readonly<Record<string, number>>): string =>
  Object.entries(scores)
    .map(([name, value]) => `${name.replace(/^sentence_/, "")} ${formatMetric(name, value)}`)
    .join(" · ");
