import { useMemo, useState } from "react";
import type { Projection } from "../../../evaluate/weightChangeResult";
import { ChoiceRow } from "../../parts/ChoiceRow";
import { type MeasuredRun, projectionsOf, type Shown, tensorsOf } from "./measuredRun";
import { PROJECTIONS, signOf, swatchColor } from "./projectionStyle";
import { type SpreadKind, sharedRange } from "./spreadFigure";
import { HistogramChart, NormChart, ScatterChart, SpreadChart } from "./WeightCharts";

const KINDS = [
  { value: "violin", label: "violins" },
  { value: "box", label: "boxes" },
];
const NORMS = [
  { value: "absolute", label: "norm" },
  { value: "relative", label: "share of the weights' norm" },
];

function Switch({ name, isOn, onSwitch }: { name: string; isOn: boolean; onSwitch: (isOn: boolean) => void }) {
  return (
    <label className="check">
      <input type="checkbox" checked={isOn} onChange={(event) => onSwitch(event.currentTarget.checked)} />
      {name}
    </label>
  );
}

/** The figures of one run, or of two side by side, and what of them is shown. */
export function ChangeFigures({ runs, source }: { runs: readonly MeasuredRun[]; source: string }) {
  const projections = projectionsOf(runs, PROJECTIONS);
  const [wanted, setProjection] = useState<Projection>("down");
  const [layer, setLayer] = useState<number | null>(null);
  const [kind, setKind] = useState<SpreadKind>("violin");
  const [isRelative, setRelative] = useState(false);
  const [isPublished, setPublished] = useState(false);
  const [isLog, setLog] = useState(true);
  const projection = projections.includes(wanted) ? wanted : (projections[0] ?? "down");
  const shown: Shown = useMemo(() => ({ projection, layer, isPublished }), [projection, layer, isPublished]);
  const range = useMemo(() => sharedRange(runs, { projection }), [runs, projection]);
  const layers = [...new Set(runs.flatMap(({ result }) => tensorsOf(result, projection).map((one) => one.layer)))]
    .filter((one) => one !== null)
    .sort((a, b) => a - b);
  const drawn = runs.filter(({ result }) => tensorsOf(result, projection).length > 0);
  return (
    <>
      <div className="weights-choices">
        <ChoiceRow
          name="Projection"
          hint="Gate and up rows, down columns of the neurons; other: attention, norms, embeddings."
          value={projection}
          choices={projections.map((one) => ({ value: one, label: `${signOf(one)} ${one}` }))}
          onChoose={(value) => setProjection(value as Projection)}
        />
        <ChoiceRow
          name="Layer"
          hint="Of the histogram and of the change against the weight before."
          value={layer === null ? "" : String(layer)}
          choices={[{ value: "", label: "all" }, ...layers.map((one) => ({ value: String(one), label: String(one) }))]}
          onChoose={(value) => setLayer(value === "" ? null : Number(value))}
        />
        <ChoiceRow
          name="Spread as"
          hint="Violins: the density of all changes, with quartiles and median. Boxes: quartiles, with whiskers to the extremes."
          value={kind}
          choices={KINDS}
          onChoose={(value) => setKind(value as SpreadKind)}
        />
        <ChoiceRow
          name="Lines as"
          hint="The Frobenius norm of the change, as published, or divided by that of the same weights before (ours)."
          value={isRelative ? "relative" : "absolute"}
          choices={NORMS}
          onChoose={(value) => setRelative(value === "relative")}
        />
        <Switch name="Counts on a logarithmic scale" isOn={isLog} onSwitch={setLog} />
        <Switch name="The published scripts' colours" isOn={isPublished} onSwitch={setPublished} />
      </div>
      <div className="weights-figures">
        <div className="weights-wide">
          <NormChart runs={runs} options={{ isRelative, isPublished }} source={source} />
          <ul className="chart-legend" aria-label="Projections">
            {projections.map((one) => (
              <li key={one}>
                <span aria-hidden="true" style={{ color: swatchColor(one, isPublished) }}>
                  {signOf(one)}
                </span>{" "}
                {one}
              </li>
            ))}
            {runs.length > 1 &&
              runs.map(({ name }, place) => <li key={name}>{`${place === 0 ? "──" : "- -"} ${name}`}</li>)}
          </ul>
        </div>
        {drawn.map((run) => (
          <SpreadChart key={`spread ${run.id}`} {...{ run, shown, source, kind, range }} />
        ))}
        {drawn.map((run) => (
          <HistogramChart key={`histogram ${run.id}`} {...{ run, shown, source, isLog }} />
        ))}
        {drawn.map((run) => (
          <ScatterChart key={`scatter ${run.id}`} {...{ run, shown, source }} />
        ))}
      </div>
    </>
  );
}
