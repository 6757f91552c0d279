import { useCallback } from "react";
import { Chart } from "../../charts/Chart";
import { CARTESIAN_SIZES } from "../../charts/chartSizes";
import type { FigureFrame } from "../../charts/figure";
import { formatFigure } from "../../format";
import { toFileStem } from "../../parts/save";
import { histogramFigure, histogramTable } from "./changeHistogram";
import { scatterFigure, scatterTable } from "./changeScatter";
import { layerNorms, type MeasuredRun, projectionsOf, type Shown } from "./measuredRun";
import { type NormOptions, normFigure, normTable } from "./normLines";
import { PROJECTIONS } from "./projectionStyle";
import { type SpreadKind, spreadFigure, spreadTable } from "./spreadFigure";

function summariseNorms(runs: readonly MeasuredRun[], isRelative: boolean): string {
  const largest = runs.flatMap((run) =>
    projectionsOf([run], PROJECTIONS).map((projection) => {
      const norms = layerNorms(run.result, projection, isRelative);
      const layer = norms.indexOf(Math.max(...norms));
      return `${run.name}, ${projection}: ${formatFigure(norms[layer]!)} in layer ${layer}`;
    }),
  );
  return `Norm of the weight change by layer, a line a projection. Largest: ${largest.join("; ")}.`;
}

/** Norm of the change over layers, of all runs in one figure. */
export function NormChart({
  runs,
  options,
  source,
}: {
  runs: readonly MeasuredRun[];
  options: NormOptions;
  source: string;
}) {
  const { isRelative, isPublished } = options;
  const figure = useCallback(
    (frame: FigureFrame) => normFigure(runs, { isRelative, isPublished }, frame),
    [runs, isRelative, isPublished],
  );
  return (
    <Chart
      title="Norm of the change by layer"
      summary={summariseNorms(runs, isRelative)}
      source={source}
      stem={`${toFileStem(runs.map(({ name }) => name).join("-"))}-weight-change`}
      figure={figure}
      table={() => normTable(runs)}
      {...CARTESIAN_SIZES}
    />
  );
}

interface OfRun {
  readonly run: MeasuredRun;
  readonly shown: Shown;
  readonly source: string;
}

/** Violins or boxes of one projection over layers. */
export function SpreadChart({
  run,
  shown,
  source,
  kind,
  range,
}: OfRun & { kind: SpreadKind; range: readonly [number, number] | undefined }) {
  const figure = useCallback(
    (frame: FigureFrame) => spreadFigure(run, shown, kind, range, frame),
    [run, shown, kind, range],
  );
  return (
    <Chart
      title={`Changes by layer, ${shown.projection}: ${run.name}`}
      summary={`${kind === "violin" ? "Violins" : "Boxes"} of the changes of ${shown.projection} weights by ${run.name}, one a layer.`}
      source={source}
      stem={`${toFileStem(run.name)}-${shown.projection}-${kind}`}
      figure={figure}
      table={() => spreadTable(run, shown)}
      {...CARTESIAN_SIZES}
    />
  );
}

/** How many weights changed by how much. */
export function HistogramChart({ run, shown, source, isLog }: OfRun & { isLog: boolean }) {
  const figure = useCallback((frame: FigureFrame) => histogramFigure(run, shown, isLog, frame), [run, shown, isLog]);
  return (
    <Chart
      title={`Histogram, ${shown.projection}: ${run.name}`}
      summary={`Histogram of the changes of ${shown.projection} weights by ${run.name}, 100 bins.`}
      source={source}
      stem={`${toFileStem(run.name)}-${shown.projection}-histogram`}
      figure={figure}
      table={() => histogramTable(run, shown)}
      {...CARTESIAN_SIZES}
    />
  );
}

/** Change of a sample of weights against the weight before. */
export function ScatterChart({ run, shown, source }: OfRun) {
  const figure = useCallback((frame: FigureFrame) => scatterFigure(run, shown, frame), [run, shown]);
  return (
    <Chart
      title={`Change against the weight before, ${shown.projection}: ${run.name}`}
      summary={`Points of a sample of ${shown.projection} weights: the weight before, and its change by ${run.name}.`}
      source={source}
      stem={`${toFileStem(run.name)}-${shown.projection}-scatter`}
      figure={figure}
      table={() => scatterTable(run, shown)}
      {...CARTESIAN_SIZES}
    />
  );
}
