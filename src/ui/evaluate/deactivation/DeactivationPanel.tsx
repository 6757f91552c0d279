import { useCallback, useState } from "react";
import type { DeactivationResult } from "../../../evaluate/deactivationResult";
import { deactivate } from "../../../state/scoreApi";
import type { KeptEvaluation } from "../../../worker/evaluationProtocol";
import { Chart } from "../../charts/Chart";
import type { FigureFrame } from "../../charts/figure";
import { twinHeight } from "../../charts/twinHeatmap";
import { DASH, formatCount, formatDate, formatPlural } from "../../format";
import { languageName } from "../../languageStyle";
import { Section } from "../../parts/Section";
import { SubjectRow } from "../../parts/SubjectRow";
import { toFileStem } from "../../parts/save";
import { Term } from "../../parts/Term";
import { start } from "../../perform";
import { hrefOf } from "../../route";
import { formatChange } from "../../tune/runText";
import { useStore } from "../../useStore";
import { ScoreSettings } from "../score/ScoreSettings";
import { SCORE_FORM, type ScoreForm, toOptions } from "../score/scoreForm";
import { useTextLanguages } from "../score/useTextLanguages";
import { useKept } from "../useKept";
import { changesOf, deactivationFigure, deactivationTable, findingOf, TITLE } from "./changeMatrix";

/** Every mask is a pass over all of the text: less of it than where one model is measured once. */
const FORM: ScoreForm = { ...SCORE_FORM, seqLen: 64, tokensPerLanguage: 768 };

const nats = (change: number | null): string => (change === null ? DASH : `${formatChange(change)} nats`);

function Finding({ result }: { result: DeactivationResult }) {
  const { own, others, random, specific, compared, surelyHurt } = findingOf(result);
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

function Result({ kept }: { kept: KeptEvaluation<"deactivation"> }) {
  const { summary, result } = kept;
  const figure = useCallback((frame: FigureFrame) => deactivationFigure(result, frame), [result]);
  const name = [summary.model.name, summary.model.dtype, summary.run?.name].filter(Boolean).join(" ");
  const source = [
    name,
    summary.label,
    `windows of ${result.seqLen}`,
    `random neurons of seed ${result.seed}`,
    summary.date.slice(0, 10),
  ].join(" · ");
  const height = twinHeight(result.maskLanguages.length, true);
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

/** How many passes it takes, over how much text. */
function Cost({ form, nMasks, nLanguages }: { form: ScoreForm; nMasks: number; nLanguages: number }) {
  const perPass =
    form.tokensPerLanguage === undefined
      ? "all of the text"
      : `up to ${formatCount(form.tokensPerLanguage * nLanguages)} tokens`;
  return (
    <span className="hint">
      {formatPlural(1 + 2 * nMasks, "pass", "passes")} over {perPass}
    </span>
  );
}

/** What zeroing each language's neurons does to every language, beside random neurons. */
export function DeactivationPanel() {
  const selection = useStore((state) => state.selection);
  const isBusy = useStore((state) => state.jobs.some(({ kind }) => kind === "evaluate"));
  const [form, setForm] = useState(FORM);
  const [run, setRun] = useState<string | null>(null);
  const all = useTextLanguages(form.text);
  const { value: kept, error } = useKept("deactivation", run);
  const nLanguages = form.languages?.length ?? all.length;
  const nMasks = selection?.members.filter((count) => count > 0).length ?? 0;
  const measure = () => start(deactivate({ ...toOptions(form), ...(run === null ? {} : { run }) }));
  return (
    <div className="stack">
      <Section title={<Term id="deactivation">Deactivation</Term>}>
        <div className="score-settings">
          <SubjectRow run={run} onChoose={setRun} />
        </div>
        <ScoreSettings form={form} onChange={setForm} />
        <div className="buttons">
          <button
            type="button"
            className="button primary"
            disabled={isBusy || nMasks === 0 || nLanguages === 0}
            onClick={measure}
          >
            {nMasks === 0 ? "Zero neurons" : `Zero the neurons of ${formatPlural(nMasks, "language")}`}
          </button>
          {nMasks === 0 ? (
            <span className="hint">
              No neurons are selected: <a href={hrefOf("scan")}>scan a corpus</a>, or{" "}
              <a href={hrefOf("export")}>open a mask file</a>.
            </span>
          ) : (
            <Cost form={form} nMasks={nMasks} nLanguages={nLanguages} />
          )}
          {all.length === 0 && (
            <span className="hint">
              There is no text: <a href={hrefOf("corpus")}>add a corpus</a>.
            </span>
          )}
        </div>
        {error && <p className="problem">{error}</p>}
      </Section>
      {kept && <Result kept={kept} />}
    </div>
  );
}
