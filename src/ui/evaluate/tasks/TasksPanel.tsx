import { useState } from "react";
import { setEvaluateForm } from "../../../state/evaluateForms";
import { evaluateTask } from "../../../state/taskApi";
import type { TaskForm } from "../../../state/taskForm";
import { formatPlural } from "../../format";
import { HeldStart } from "../../parts/HeldStart";
import { stillThere, useModelRuns } from "../../parts/modelRuns";
import { RunRow } from "../../parts/RunRow";
import { Section } from "../../parts/Section";
import { SubjectRow } from "../../parts/SubjectRow";
import { start } from "../../perform";
import { useStore } from "../../useStore";
import "../score/score.css";
import { useEvaluateForm } from "../useEvaluateForm";
import { TaskFiles } from "./TaskFiles";
import { TaskResults } from "./TaskResults";
import { TaskSettings } from "./TaskSettings";
import { askedSets, toOptions } from "./taskForm";
import "./tasks.css";

/** Tasks from one's own files, asked of the base and of a run. */
export function TasksPanel() {
  const sets = useStore((state) => state.tasks)?.sets ?? [];
  const isBusy = useStore((state) => state.jobs.some(({ kind }) => kind === "evaluate"));
  const form = useEvaluateForm("tasks");
  const runs = useModelRuns();
  const from = stillThere(form.from, runs);
  const to = stillThere(form.to, runs);
  const [label, setLabel] = useState<string | null>(null);
  const asked = askedSets(sets, form.ask);
  const changeAsk = (change: Partial<TaskForm>) => setEvaluateForm("tasks", { ask: { ...form.ask, ...change } });
  const models = [from, ...(to === null || to === from ? [] : [to])];
  const measure = () => {
    setLabel(null);
    for (const set of asked) {
      for (const run of models) {
        const other = to ?? from;
        const subject = run !== null ? { run } : other === null ? {} : { beside: other };
        start(evaluateTask({ ...toOptions(form.ask, set), ...subject }));
      }
    }
  };
  return (
    <div className="stack">
      <TaskFiles left={form.ask.left} onChange={(left) => changeAsk({ left })} />
      <Section title="Ask">
        <div className="score-settings">
          <SubjectRow name="Model" run={from} onChoose={(id) => setEvaluateForm("tasks", { from: id })} />
          <RunRow name="Beside it" none="nothing" run={to} onChoose={(id) => setEvaluateForm("tasks", { to: id })} />
        </div>
        <TaskSettings form={form.ask} asked={asked} onChange={changeAsk} />
        <div className="buttons">
          <HeldStart disabled={isBusy || asked.length === 0} onClick={measure}>
            Ask {formatPlural(asked.length, "task")} of {formatPlural(models.length, "model")}
          </HeldStart>
          {sets.length === 0 && <span className="hint">Pick task files first.</span>}
        </div>
      </Section>
      <TaskResults label={label} from={from} to={to} onChoose={setLabel} />
    </div>
  );
}
