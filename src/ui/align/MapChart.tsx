import { useCallback } from "react";
import { Chart } from "../charts/Chart";
import type { FigureFrame } from "../charts/figure";
import { planeFigure } from "../charts/plane";
import { formatCount } from "../format";
import { languageName } from "../languageStyle";
import { type SentenceMap, sentencePlane, sentenceTable } from "./sentencePlane";

const SIZE = { width: 760, height: 560 };

/** The sentences of one model; a click on a point tells its place among them. */
export function MapChart({
  map,
  source,
  stem,
  onPick,
}: {
  map: SentenceMap;
  source: string;
  stem: string;
  onPick: (id: string) => void;
}) {
  const figure = useCallback((frame: FigureFrame) => planeFigure(sentencePlane(map), frame), [map]);
  const { languages, texts } = map.projected;
  return (
    <Chart
      title={map.title}
      summary={`Points of ${formatCount(texts[0]?.length ?? 0)} sentences in ${languages.map(languageName).join(", ")}. Click a point to see its translations.`}
      source={source}
      stem={stem}
      figure={figure}
      table={() => sentenceTable(map)}
      saveSize={SIZE}
      tallHeight={SIZE.height}
      onPoint={onPick}
    />
  );
}
