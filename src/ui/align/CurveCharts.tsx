import { useCallback, useMemo } from "react";
import type { AlignmentChange } from "../../evaluate/alignmentResult";
import { type BandLines, bandLinesFigure } from "../charts/bandLines";
import { Chart } from "../charts/Chart";
import { CARTESIAN_SIZES } from "../charts/chartSizes";
import type { FigureFrame, FigureTable } from "../charts/figure";
import { formatFigure } from "../format";
import { type Curves, changeLines, changeTable, curveLines, curveTable } from "./curveLines";

/** Where each line is highest. */
function summarise({ title, lines }: BandLines): string {
  const peaks = lines
    .filter(({ kind }) => kind !== "reference")
    .map(({ name, y }) => {
      const most = Math.max(...y);
      return `${name} ${formatFigure(most)} in layer ${y.indexOf(most)}`;
    });
  return `${title}, lines over layers. Highest: ${peaks.join("; ") || "nothing to show"}.`;
}

function LinesChart({
  title,
  lines,
  table,
  source,
  stem,
}: {
  title: string;
  lines: BandLines;
  table: () => FigureTable;
  source: string;
  stem: string;
}) {
  const figure = useCallback((frame: FigureFrame) => bandLinesFigure(lines, frame), [lines]);
  return (
    <Chart
      title={title}
      summary={summarise(lines)}
      source={source}
      stem={stem}
      figure={figure}
      table={table}
      {...CARTESIAN_SIZES}
    />
  );
}

const vectorsName = ({ measure, isCentred }: Curves): string => {
  if (!measure.hasCentred) return "";
  return isCentred ? ", mean-centred" : ", vectors as they are";
};

/** A measure over layers, of one or two models. */
export function CurveChart({ curves, source, stem }: { curves: Curves; source: string; stem: string }) {
  const lines = useMemo(() => curveLines(curves), [curves]);
  const suffix = curves.measure.hasCentred ? (curves.isCentred ? "-centred" : "-raw") : "";
  return (
    <LinesChart
      title={`${curves.measure.name}${vectorsName(curves)}`}
      lines={lines}
      table={() => curveTable(curves)}
      source={source}
      stem={`${stem}-${curves.measure.id}${suffix}`}
    />
  );
}

/** What the second model changed of it. */
export function ChangeChart({
  curves,
  change,
  source,
  stem,
}: {
  curves: Curves;
  change: AlignmentChange | null;
  source: string;
  stem: string;
}) {
  const lines = useMemo(() => changeLines(curves, change), [curves, change]);
  const suffix = curves.measure.hasCentred ? (curves.isCentred ? "-centred" : "-raw") : "";
  return (
    <LinesChart
      title={`Change of ${curves.measure.name.toLowerCase().replace("cka", "CKA")}${vectorsName(curves)}`}
      lines={lines}
      table={() => changeTable(curves, change)}
      source={source}
      stem={`${stem}-${curves.measure.id}${suffix}-change`}
    />
  );
}
