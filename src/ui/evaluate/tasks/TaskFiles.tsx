import { clearTaskFiles, setTaskFiles } from "../../../state/taskApi";
import type { TaskSetSummary } from "../../../worker/taskProtocol";
import { formatCount, formatPlural } from "../../format";
import { languageName } from "../../languageStyle";
import { FilePick } from "../../parts/FilePick";
import { Missing } from "../../parts/Missing";
import { Section } from "../../parts/Section";
import { TableFrame } from "../../parts/TableFrame";
import { start } from "../../perform";
import { useStore } from "../../useStore";
import { SkippedRows } from "./SkippedRows";
import { isEmpty } from "./taskForm";

const LAYOUTS = "BELEBELE, MMLU, Global-MMLU, SIB-200, ARC, HellaSwag, PIQA, WinoGrande, FLORES";

function SetRow({ set, isAsked, onAsk }: { set: TaskSetSummary; isAsked: boolean; onAsk: (isAsked: boolean) => void }) {
  const languages = set.kind === "translation" ? set.languages : set.language === null ? [] : [set.language];
  // A set without questions has none of any file: those that it was to come from.
  const files = isEmpty(set) ? [...new Set(set.skipped.flatMap(({ file }) => file ?? []))] : set.files;
  return (
    <tr>
      <th scope="row">
        <label className="check">
          <input
            type="checkbox"
            checked={isAsked}
            disabled={isEmpty(set)}
            onChange={(event) => onAsk(event.currentTarget.checked)}
          />
          {set.name}
        </label>
      </th>
      <td className="wrap">
        {languages.length === 0 ? (
          <Missing reason="The names of the files say no language: name them as belebele_mlt_Latn.jsonl." />
        ) : (
          languages.map(languageName).join(", ")
        )}
      </td>
      <td className="number">
        {set.rows === null ? (
          <Missing reason="How many sentences there are depends on the two languages." />
        ) : (
          formatCount(set.rows)
        )}
      </td>
      <td className="number">{formatCount(set.nSkipped)}</td>
      <td className="wrap">{files.join(", ")}</td>
    </tr>
  );
}

/** Files of tasks, and what was recognised in them. */
export function TaskFiles({
  left,
  onChange,
}: {
  left: readonly string[];
  onChange: (left: readonly string[]) => void;
}) {
  const tasks = useStore((state) => state.tasks);
  const broken = tasks?.sets.filter(({ nSkipped }) => nSkipped > 0) ?? [];
  const ask = (id: string, isAsked: boolean) =>
    onChange([...left.filter((one) => one !== id), ...(isAsked ? [] : [id])]);
  return (
    <Section title="Task files" flush>
      <div className="section-body">
        <div className="buttons">
          <FilePick accept=".jsonl,.json,.csv,.tsv,.txt,.zip,.gz" onPick={(files) => start(setTaskFiles(files))}>
            Pick files
          </FilePick>
          <FilePick folder onPick={(files) => start(setTaskFiles(files))}>
            Pick a folder
          </FilePick>
          <button type="button" className="button" onClick={() => start(setTaskFiles("sample"))}>
            Take the sample tasks
          </button>
          {tasks && (
            <button type="button" className="button quiet" onClick={() => start(clearTaskFiles())}>
              Clear
            </button>
          )}
        </div>
        {!tasks && (
          <p className="hint">
            JSONL, JSON, CSV or TSV as their data sets have them ({LAYOUTS}), or rows of question (or prompt), choices
            and answer. They stay on this machine.
          </p>
        )}
        {tasks?.issues.map(({ file, reason }) => (
          <p className="problem" key={`${file} ${reason}`}>
            {file}: {reason}
          </p>
        ))}
      </div>
      {tasks && tasks.sets.length > 0 && (
        <TableFrame name="Tasks of the files">
          <table className="table" aria-label={formatPlural(tasks.sets.length, "task")}>
            <thead>
              <tr>
                <th scope="col">Task</th>
                <th scope="col">Language</th>
                <th scope="col" className="number">
                  Questions
                </th>
                <th scope="col" className="number">
                  Rows left out
                </th>
                <th scope="col">Files</th>
              </tr>
            </thead>
            <tbody>
              {tasks.sets.map((set) => (
                <SetRow
                  key={set.id}
                  set={set}
                  isAsked={!isEmpty(set) && !left.includes(set.id)}
                  onAsk={(is) => ask(set.id, is)}
                />
              ))}
            </tbody>
          </table>
        </TableFrame>
      )}
      {broken.length > 0 && (
        <div className="section-body">
          {broken.map((set) => (
            <SkippedRows
              key={set.id}
              rows={set.skipped}
              count={set.nSkipped}
              isOpen={isEmpty(set)}
              from={[set.name, ...(set.language === null ? [] : [languageName(set.language)])].join(", ")}
            />
          ))}
        </div>
      )}
    </Section>
  );
}
