import { useMemo, useState } from "react";
import { alignmentChange } from "../../state/alignApi";
import { languageName } from "../languageStyle";
import { ChoiceRow } from "../parts/ChoiceRow";
import { Section } from "../parts/Section";
import { Term } from "../parts/Term";
import { useView } from "../parts/useView";
import { ENGLISH } from "./alignPlan";
import { ChangeChart, CurveChart } from "./CurveCharts";
import type { AlignedModel, Curves } from "./curveLines";
import { LanguageKey } from "./LanguageKey";
import { isCompared, MEASURES, type Measure, type MeasureId } from "./measures";
import { type KeptPair, subjectName } from "./useAlignments";

/** A measure over the layers: of one language against others, or what differs between two models. */
export function LayerCurves({
  kept,
  models,
  measure,
  shown,
  layer,
  styleOf,
  source,
  stem,
  onMeasure,
  onShow,
}: {
  kept: KeptPair;
  models: readonly AlignedModel[];
  measure: Measure;
  /** Languages that are drawn. */
  shown: readonly string[];
  /** The layer that is marked. */
  layer: number;
  styleOf: Curves["styleOf"];
  source: string;
  stem: string;
  onMeasure: (id: MeasureId) => void;
  onShow: (languages: readonly string[]) => void;
}) {
  const [{ result, summary }, second] = kept;
  const { languages, pivot } = result;
  const [chosenFrom, setFrom] = useState<string | null>(null);
  const [isChange, setChange] = useState(false);
  const usual = pivot ?? (languages.includes(ENGLISH) ? ENGLISH : languages[0]!);
  const from = chosenFrom !== null && languages.includes(chosenFrom) ? chosenFrom : usual;
  const curves = useMemo(() => {
    const to = shown.filter((language) => language !== from && isCompared(result, from, language));
    const common = { measure, from, to, models, styleOf, at: layer };
    const kinds = measure.hasCentred ? [false, true] : [false];
    return kinds.map((centred): Curves => ({ ...common, isCentred: centred }));
  }, [measure, from, shown, models, styleOf, layer, result]);
  const showsChange = isChange && second !== null;
  const pair = { base: summary.id, tuned: second?.summary.id ?? "" };
  const change = useView(showsChange ? `${pair.base} ${pair.tuned}` : null, () => alignmentChange(pair));

  return (
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
          value={measure.id}
          choices={MEASURES.map(({ id, name }) => ({ value: id, label: name }))}
          onChoose={(id) => onMeasure(id as MeasureId)}
        />
        <ChoiceRow
          name="From"
          hint="The language that the others are held against."
          value={from}
          choices={languages.map((language) => ({ value: language, label: languageName(language) }))}
          onChoose={setFrom}
        />
      </div>
      <LanguageKey languages={languages} shown={shown} onShow={onShow} />
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
  );
}
