import type { ChangeHistogram } from "../../../evaluate/weightChangeResult";
import { cartesianFigure } from "../../charts/cartesian";
import type { Figure, FigureFrame, FigureTable } from "../../charts/figure";
import type { BarTrace } from "../../charts/shapeTrace";
import { formatCount, formatFigure } from "../../format";
import { layersText, type MeasuredRun, type Shown, tensorsIn } from "./measuredRun";
import { projectionStyle } from "./projectionStyle";

const BINS = 100;

/**
 * Several histograms as one of 100 bins over all of them. A bin that lies in two is divided by the lengths: exact for one tensor, as
 * fine as the bins are for many.
 */
export function mergeHistograms(histograms: readonly ChangeHistogram[]): ChangeHistogram {
  if (histograms.length === 1) return histograms[0]!;
  const low = Math.min(...histograms.map(({ edges }) => edges[0]!));
  const high = Math.max(...histograms.map(({ edges }) => edges.at(-1)!));
  const edges = Array.from({ length: BINS + 1 }, (_, i) => low + ((high - low) * i) / BINS);
  const counts = new Array<number>(BINS).fill(0);
  const width = (high - low) / BINS;
  for (const { edges: own, counts: ownCounts } of histograms) {
    for (const [i, count] of ownCounts.entries()) {
      if (count === 0) continue;
      const [from, to] = [own[i]!, own[i + 1]!];
      const binOf = (value: number): number =>
        width > 0 ? Math.min(BINS - 1, Math.max(0, Math.floor((value - low) / width))) : 0;
      for (let bin = binOf(from); bin <= binOf(to); bin++) {
        const shared = Math.min(to, edges[bin + 1]!) - Math.max(from, edges[bin]!);
        counts[bin]! += to > from ? (count * Math.max(0, shared)) / (to - from) : count;
      }
    }
  }
  return { edges, counts };
}

const histogramOf = ({ result }: MeasuredRun, shown: Shown): ChangeHistogram =>
  mergeHistograms(tensorsIn(result, shown).map(({ histogram }) => histogram));

/** From a little below one weight: counts of several tensors may fall between bins in parts. Above 0.5, where the axis would put a mark. */
const logRange = (counts: readonly number[]) => [Math.log10(0.6), Math.log10(1.5 * Math.max(1, ...counts))] as const;

/** How many weights changed by how much. */
export function histogramFigure(run: MeasuredRun, shown: Shown, isLog: boolean, frame: FigureFrame): Figure {
  const { edges, counts } = histogramOf(run, shown);
  const style = projectionStyle(shown.projection, frame.theme, shown.isPublished);
  const bars: BarTrace = {
    type: "bar",
    name: style.name,
    x: counts.map((_, i) => (edges[i]! + edges[i + 1]!) / 2),
    y: counts,
    width: edges[1]! - edges[0]! || 1e-12,
    marker: { color: style.color },
    customdata: counts.map(
      (count, i) =>
        `${formatFigure(edges[i]!)} to ${formatFigure(edges[i + 1]!)}: ${formatCount(Math.round(count))} weights`,
    ),
    hovertemplate: "%{customdata}<extra></extra>",
  };
  return cartesianFigure(
    {
      title: `Histogram of the changes of ${style.name} weights, ${layersText(shown)}: ${run.name}`,
      x: { title: "change of a weight", format: "~g" },
      y: {
        title: "weights",
        format: Math.max(...counts) < 10 ? "~g" : "~s",
        isLog,
        ...(isLog ? { range: logRange(counts) } : {}),
      },
      data: [bars],
    },
    frame,
  );
}

export function histogramTable(run: MeasuredRun, shown: Shown): FigureTable {
  const { edges, counts } = histogramOf(run, shown);
  return { columns: ["from", "to", "weights"], rows: counts.map((count, i) => [edges[i]!, edges[i + 1]!, count]) };
}
