import { setEvaluateForm } from "../../../state/evaluateForms";
import { deactivate } from "../../../state/scoreApi";
import type { ScoreForm } from "../../../state/scoreForm";
import { formatCount, formatPlural } from "../../format";
import { comparedSubjects } from "../../parts/comparedSubjects";
import { HeldStart } from "../../parts/HeldStart";
import { stillThere, useModelRuns } from "../../parts/modelRuns";
import { RunRow } from "../../parts/RunRow";
import { Section } from "../../parts/Section";
import { SubjectRow } from "../../parts/SubjectRow";
import { Term } from "../../parts/Term";
import { start } from "../../perform";
import { hrefOf } from "../../route";
import { useStore } from "../../useStore";
import { ScoreSettings } from "../score/ScoreSettings";
import { toOptions } from "../score/scoreForm";
import { useScoreForm } from "../score/useScoreForm";
import { useEvaluateForm } from "../useEvaluateForm";
import { reachOf } from "./changeMatrix";
import { DeactivationView } from "./DeactivationView";
import { useDeactivations } from "./useDeactivations";

const UNLIKE =
  "The two were measured otherwise: on other text, windows, masks, seeds or weight formats. Each has a scale of its own: to compare them, measure both again.";

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
  const runs = useModelRuns();
  const isBusy = useStore((state) => state.jobs.some(({ kind }) => kind === "evaluate"));
  const form = useEvaluateForm("deactivation");
  const { score, all } = useScoreForm(form.score);
  const run = stillThere(form.run, runs);
  const beside = stillThere(form.beside, runs);
  const second = beside === run ? null : beside;
  const { kept, isAlike, error } = useDeactivations(run, second);
  const nLanguages = score.languages?.length ?? all.length;
  const nMasks = selection?.members.filter((count) => count > 0).length ?? 0;
  const measure = () => {
    for (const subject of comparedSubjects(second === null ? [run] : [run, second], runs)) {
      start(deactivate({ ...toOptions(score), ...subject }));
    }
  };
  return (
    <div className="stack">
      <Section title="Deactivation">
        <p className="hint">
          Sets what each language's neurons give to 0 and measures all languages again, as{" "}
          <Term id="deactivation">published</Term>; then the same with as many random neurons.
        </p>
        <div className="score-settings">
          <SubjectRow run={run} onChoose={(id) => setEvaluateForm("deactivation", { run: id })} />
          <RunRow
            name="Beside it"
            none="none"
            run={second}
            onChoose={(id) => setEvaluateForm("deactivation", { beside: id })}
          />
        </div>
        <ScoreSettings form={score} all={all} onChange={(next) => setEvaluateForm("deactivation", { score: next })} />
        <div className="buttons">
          <HeldStart disabled={isBusy || nMasks === 0 || nLanguages === 0} onClick={measure}>
            {nMasks === 0 ? "Zero neurons" : `Zero the neurons of ${formatPlural(nMasks, "language")}`}
          </HeldStart>
          {nMasks === 0 ? (
            <span className="hint">
              No neurons are selected: <a href={hrefOf("scan")}>scan a corpus</a>, or{" "}
              <a href={hrefOf("export")}>open a mask file</a>.
            </span>
          ) : (
            <Cost form={score} nMasks={nMasks} nLanguages={nLanguages} />
          )}
          {all.length === 0 && (
            <span className="hint">
              There is no text: <a href={hrefOf("corpus")}>add a corpus</a>.
            </span>
          )}
        </div>
        {error && <p className="problem">{error}</p>}
      </Section>
      {!isAlike && <p className="problem">{UNLIKE}</p>}
      {kept.map((one) => (
        <DeactivationView
          key={one.summary.id}
          kept={one}
          reach={reachOf((isAlike ? kept : [one]).map(({ result }) => result))}
        />
      ))}
    </div>
  );
}
