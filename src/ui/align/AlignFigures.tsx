import { useCallback, useMemo, useState } from "react";
import { languageStyle } from "../languageStyle";
import { Section } from "../parts/Section";
import { toFileStem } from "../parts/save";
import { alignmentSource } from "./alignmentSource";
import { LayerCurves } from "./LayerCurves";
import { LayerRow } from "./LayerRow";
import { MatrixCharts } from "./MatrixCharts";
import { type MeasureId, measureOf } from "./measures";
import { SentenceMaps } from "./SentenceMaps";
import { type KeptPair, subjectName } from "./useAlignments";

/** Lines of more languages hide each other; the others are a click away. */
const MOST_AT_FIRST = 5;

/** Figures of a model, or of two side by side. */
export function AlignFigures({ kept }: { kept: KeptPair }) {
  const { result, summary } = kept[0];
  const { languages, nLayers } = result;
  const styleOf = useCallback((language: string) => languageStyle(language, languages), [languages]);
  const [measureId, setMeasure] = useState<MeasureId>("cosine");
  const [chosenShown, setShown] = useState<readonly string[]>(() => languages.slice(0, MOST_AT_FIRST));
  const [chosenLayer, setLayer] = useState<number>(Math.ceil(nLayers / 2));
  const [isCentred, setCentred] = useState(false);

  const measure = measureOf(measureId);
  const shown = useMemo(() => languages.filter((language) => chosenShown.includes(language)), [languages, chosenShown]);
  const layer = Math.min(chosenLayer, nLayers);
  const models = useMemo(
    () => kept.flatMap((one) => (one ? [{ name: subjectName(one.summary), result: one.result }] : [])),
    [kept],
  );
  const source = alignmentSource(kept);
  const stem = `${toFileStem(summary.model.name)}-alignment`;

  return (
    <>
      <LayerCurves
        kept={kept}
        models={models}
        measure={measure}
        shown={shown}
        layer={layer}
        styleOf={styleOf}
        source={source}
        stem={stem}
        onMeasure={setMeasure}
        onShow={setShown}
      />
      <Section title="In one layer">
        <LayerRow nLayers={nLayers} layer={layer} isCentred={isCentred} onLayer={setLayer} onCentred={setCentred} />
        <MatrixCharts
          measure={measure}
          isCentred={isCentred && measure.hasCentred}
          layer={layer}
          models={models}
          source={source}
          stem={stem}
        />
      </Section>
      <SentenceMaps
        kept={kept}
        shown={shown}
        layer={layer}
        isCentred={isCentred}
        styleOf={styleOf}
        source={source}
        stem={stem}
      />
    </>
  );
}
