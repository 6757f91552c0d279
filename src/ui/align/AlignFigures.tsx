import { useCallback, useMemo, useState } from "react";
import { alignmentChange } from "../../state/alignApi";
import { languageName, languageStyle } from "../languageStyle";
import { useProjectLanguages } from "../neurons/useProjectLanguages";
import { ChoiceRow } from "../parts/ChoiceRow";
import { Section } from "../parts/Section";
import { toFileStem } from "../parts/save";
import { Term } from "../parts/Term";
import { useView } from "../parts/useView";
import { alignmentSource } from "./alignmentSource";
import { ChangeChart, CurveChart } from "./CurveCharts";
import type { Curves } from "./curveLines";
import { LanguageKey } from "./LanguageKey";
import { LayerRow } from "./LayerRow";
import { MatrixCharts } from "./MatrixCharts";
import { isCompared, MEASURES, type MeasureId, measureOf } from "./measures";
import { SentenceMaps } from "./SentenceMaps";
import { type KeptAlignment, subjectName } from "./useAlignments";

/** Lines of more languages hide each other; the others are a click away. */
const MOST_AT_FIRST = 5;
const ENGLISH = "eng_Latn";

type Kept = readonly [KeptAlignment, KeptAlignment | null];

/** Figures of a model, or of two side by side. */
export function AlignFigures({ kept }: { kept: Kept }) {
  const [first, second] = kept;
  const { result, summary } = first;
  const { languages, nLayers, pivot } = result;
  const project = useProjectLanguages();
  const all = useMemo(() => [...new Set([...project, ...languages])], [project, languages]);
  const styleOf = useCallback((language: string) => languageStyle(language, all), [all]);
  const [measureId, setMeasure] = useState<MeasureId>("cosine");
  const [chosenFrom, setFrom] = useState<string | null>(null);
  const [chosenShown, setShown] = useState<readonly string[]>(() => languages.slice(0, MOST_AT_FIRST));
  const [chosenLayer, setLayer] = useState<number>(Math.ceil(nLayers / 2));
  const [isCentred, setCentred] = useState(false);
  const [isChange, setChange] = useState(false);

  const measure = measureOf(measureId);
  const usual = pivot ?? (languages.includes(ENGLISH) ? ENGLISH : languages[0]!);
  const from = chosenFrom !== null && languages.includes(chosenFrom) ? chosenFrom : usual;
  const shown = useMemo(() => languages.filter((language) => chosenShown.includes(language)), [languages, chosenShown]);
  const layer = Math.min(chosenLayer, nLayers);
  const models = useMemo(
    () => kept.flatMap((one) => (one ? [{ name: subjectName(one.summary), result: one.result }] : [])),
    [kept],
  );
  const curves = useMemo(() => {
    const to = shown.filter((language) => language !== from && isCompared(result, from, language));
    const common = { measure, from, to, models, styleOf, at: layer };
    const kinds = measure.hasCentred ? [false, true] : [false];
    return kinds.map((centred): Curves => ({ ...common, isCentred: centred }));
  }, [measure, from, shown, models, styleOf, layer, result]);
  const showsChange = isChange && second !== null;
  const pair = { base: summary.id, tuned: second?.summary.id ?? "" };
  const change = useView(showsChange ? `${pair.base} ${pair.tuned}` : null, () => alignmentChange(pair));
  const source = alignmentSource(kept);
  const stem = `${toFileStem(summary.model.name)}-alignment`;

  return (
    <>
      <Section
        title="Over layers"
        aside={
          second && (
            <label className="check">
              <input type="checkbox" checked={isChange} onChange={(event) => setChange(event.currentTarget.checked)} />
              {subjectName(second.summary)} − {subjectName(summary)}
            </label>
          )
        }
      >
        <div className="align-choices">
          <ChoiceRow
            name="Measure"
            hint="What is drawn below, over layers and of all pairs in one layer."
            value={measureId}
            choices={MEASURES.map(({ id, name }) => ({ value: id, label: name }))}
            onChoose={(id) => setMeasure(id as MeasureId)}
          />
          <ChoiceRow
            name="From"
            hint="The language that the others are held against."
            value={from}
            choices={languages.map((language) => ({ value: language, label: languageName(language) }))}
            onChoose={setFrom}
          />
        </div>
        <LanguageKey languages={languages} of={all} shown={shown} onShow={setShown} />
        <p className="hint">
          <Term id={measure.term} />
          {measure.hasCentred && (
            <>
              , of vectors as they are and <Term id="meanCentred" />
            </>
          )}
          . {models.length > 1 && !showsChange && `Solid: ${models[0]!.name}; dashed: ${models[1]!.name}. `}
          {measure.id === "cosine" && !showsChange && "Dotted: shuffled pairs. "}
          Bands: 95 % bootstrap over sentences
          {measure.isApproximated && (
            <>
              , of the measure's <Term id="linearApproximation" />
            </>
          )}
          .
        </p>
        {change.error && <p className="problem">{change.error}</p>}
        <div className="align-figures">
          {curves.map((one) =>
            showsChange ? (
              <ChangeChart key={String(one.isCentred)} curves={one} change={change.value} source={source} stem={stem} />
            ) : (
              <CurveChart key={String(one.isCentred)} curves={one} source={source} stem={stem} />
            ),
          )}
        </div>
      </Section>
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
