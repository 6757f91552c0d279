import { useState } from "react";
import { evaluateTask } from "../../../state/taskApi";
import { formatPlural } from "../../format";
import { RunRow } from "../../parts/RunRow";
import { Section } from "../../parts/Section";
import { SubjectRow } from "../../parts/SubjectRow";
import { start } from "../../perform";
import { useStore } from "../../useStore";
import "../score/score.css";
import { TaskFiles } from "./TaskFiles";
import { TaskResults } from "./TaskResults";
import { TaskSettings } from "./TaskSettings";
import { TASK_FORM, toOptions } from "./taskForm";
import "./tasks.css";

/** Tasks from one's own files, asked of the base and of a run. */
export function TasksPanel() {
  const sets = useStore((state) => state.tasks)?.sets ?? [];
  const isBusy = useStore((state) => state.jobs.some(({ kind }) => kind === "evaluate"));
  const [form, setForm] = useState(TASK_FORM);
  const [from, setFrom] = useState<string | null>(null);
  const [to, setTo] = useState<string | null>(null);
  const [label, setLabel] = useState<string | null>(null);
  const asked = sets.filter(({ id }) => !form.left.includes(id));
  const models = [from, ...(to === null || to === from ? [] : [to])];
  const measure = () => {
    setLabel(null);
    for (const set of asked) {
      for (const run of models) {
        const other = to ?? from;
        const subject = run !== null ? { run } : other === null ? {} : { beside: other };
        start(evaluateTask({ ...toOptions(form, set), ...subject }));
      }
    }
  };
  return (
    <div className="stack">
      <TaskFiles left={form.left} onChange={(left) => setForm({ ...form, left })} />
      <Section title="Ask">
        <div className="score-settings">
          <SubjectRow name="Model" run={from} onChoose={setFrom} />
          <RunRow name="Beside it" none="nothing" run={to} onChoose={setTo} />
        </div>
        <TaskSettings form={form} onChange={setForm} />
        <div className="buttons">
          <button type="button" className="button primary" disabled={isBusy || asked.length === 0} onClick={measure}>
            Ask {formatPlural(asked.length, "task")} of {formatPlural(models.length, "model")}
          </button>
          {sets.length === 0 && <span className="hint">Pick task files first.</span>}
        </div>
      </Section>
      <TaskResults label={label} from={from} to={to} onChoose={setLabel} />
    </div>
  );
}
