import { useCallback } from "react";
import type { DeactivationResult } from "../../../evaluate/deactivationResult";
import type { KeptEvaluation } from "../../../worker/evaluation";
import { Chart } from "../../charts/Chart";
import type { FigureFrame } from "../../charts/figure";
import { twinHeight } from "../../charts/twinHeatmap";
import { DASH, formatChange, formatDate, formatPlural } from "../../format";
import { languageName } from "../../languageStyle";
import { Section } from "../../parts/Section";
import { toFileStem } from "../../parts/save";
import { tooFewWindows } from "../score/enoughWindows";
import { unmeasuredLines } from "../score/unmeasuredText";
import { changesOf, deactivationFigure, deactivationTable, findingOf, TITLE } from "./changeMatrix";

const nats = (change: number | null): string => (change === null ? DASH : `${formatChange(change)} nats`);

function Finding({ result }: { result: DeactivationResult }) {
  const { own, others, random, specific, compared, surelyHurt } = findingOf(result);
  const few = tooFewWindows(result.windows);
  return (
    <ul className="score-findings">
      <li>
        On average, without a language's neurons: the language itself <strong>{nats(own)}</strong>, other languages{" "}
        <strong>{nats(others)}</strong>; without random neurons {nats(random)}.
      </li>
      <li>
        {specific} of {formatPlural(compared, "language")} lose most by their own neurons; {surelyHurt} surely lose by
        them.
      </li>
      {[...(few ? [few] : []), ...unmeasuredLines(result.unmeasured)].map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

function summarise(result: DeactivationResult): string {
  const { maskLanguages, textLanguages } = result;
  const changes = changesOf(result, "mask");
  const worst = maskLanguages.map((language, m) => {
    const k = changes[m]!.indexOf(Math.max(...changes[m]!));
    return `without ${languageName(language)} ${languageName(textLanguages[k]!)} ${formatChange(changes[m]![k]!)}`;
  });
  return `Two heatmaps, ${maskLanguages.length} masks by ${textLanguages.length} languages: change of the loss in nats. Largest: ${worst.join(", ")}.`;
}

/** What one measurement came to: in words, and as the two matrices. */
export function DeactivationView({ kept, reach }: { kept: KeptEvaluation<"deactivation">; reach: number }) {
  const { summary, result } = kept;
  const figure = useCallback((frame: FigureFrame) => deactivationFigure(result, reach, frame), [result, reach]);
  const name = [summary.model.name, summary.model.dtype, summary.run?.name].filter(Boolean).join(" ");
  const source = [
    name,
    summary.label,
    `windows of ${result.seqLen}`,
    `random neurons of seed ${result.seed}`,
    summary.date.slice(0, 10),
  ].join(" · ");
  const height = twinHeight(result.maskLanguages.length);
  return (
    <>
      <Section
        title={summary.run?.name ?? "Base"}
        aside={<span className="hint">measured {formatDate(summary.date)}</span>}
      >
        <Finding result={result} />
      </Section>
      <div className="deactivation-chart">
        <Chart
          title={TITLE}
          summary={summarise(result)}
          source={source}
          stem={`${toFileStem(name)}-deactivation`}
          figure={figure}
          table={() => deactivationTable(result)}
          saveSize={{ width: 1100, height }}
          tallHeight={height}
        />
      </div>
    </>
  );
}
