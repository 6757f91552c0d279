import type { CorpusFile } from "../../corpus/corpus";
import { addCorpus, clearCorpus, importDelta, importStats, listModel, setTaskFiles } from "../../state/api";
import { MaskImport } from "../export/MaskImport";
import { formatBytes, formatPlural } from "../format";
import { start } from "../perform";
import type { Recognised } from "../recognise";
import { go } from "../route";
import { useStore } from "../useStore";

type Of<K extends Recognised["kind"]> = Extract<Recognised, { kind: K }>;
interface Part<K extends Recognised["kind"]> {
  readonly found: Of<K>;
  readonly files: readonly CorpusFile[];
  readonly onDone: () => void;
}

function ModelFound({ found, files, onDone }: Part<"model">) {
  const open = () => {
    start(listModel(files));
    go("model");
    onDone();
  };
  return (
    <>
      <p>
        This looks like a <strong>model folder</strong>: {found.name}, {formatPlural(files.length, "file")},{" "}
        {formatBytes(found.bytes)}.
      </p>
      <div className="buttons">
        <button type="button" className="button primary" onClick={open}>
          Open {found.name}
        </button>
      </div>
    </>
  );
}

function CorpusFound({ found, files, onDone }: Part<"corpus">) {
  const hasCorpus = useStore((state) => state.corpus !== null);
  const add = (replace: boolean) => {
    if (replace) start(clearCorpus());
    start(addCorpus(files));
    go("corpus");
    onDone();
  };
  return (
    <>
      <p>
        This looks like <strong>text</strong>:{" "}
        {files
          .slice(0, 3)
          .map(({ name }) => name)
          .join(", ")}
        {files.length > 3 && ` and ${formatPlural(files.length - 3, "more file")}`}, {formatBytes(found.bytes)}.
      </p>
      <div className="buttons">
        <button type="button" className="button primary" onClick={() => add(hasCorpus)}>
          {hasCorpus ? "Replace the corpus" : "Add to the corpus"}
        </button>
        {hasCorpus && (
          <button type="button" className="button" onClick={() => add(false)}>
            Add to the corpus
          </button>
        )}
        <button type="button" className="button" onClick={() => askTasks(files, onDone)}>
          Take as tasks to evaluate
        </button>
      </div>
    </>
  );
}

/** Takes files as tasks to evaluate, and goes where they are asked. */
function askTasks(files: readonly CorpusFile[], onDone: () => void): void {
  start(setTaskFiles(files));
  go({ tab: "tasks" });
  onDone();
}

function TasksFound({ found, files, onDone }: Part<"tasks">) {
  return (
    <>
      <p>
        This looks like <strong>rows of a task</strong>: {found.paths.join(", ")}.
      </p>
      <div className="buttons">
        <button type="button" className="button primary" onClick={() => askTasks(files, onDone)}>
          Take as tasks to evaluate
        </button>
      </div>
    </>
  );
}

function StatsFound({ found, files, onDone }: Part<"stats">) {
  const open = () => {
    start(importStats(files[0]!.blob));
    go("neurons");
    onDone();
  };
  return (
    <>
      <p>
        This looks like <strong>activation stats</strong>: {found.paths[0]}. They take the place of a scan.
      </p>
      <div className="buttons">
        <button type="button" className="button primary" onClick={open}>
          Import the stats
        </button>
      </div>
    </>
  );
}

function RunFound({ found, files, onDone }: Part<"run">) {
  const hasModel = useStore((state) => state.model !== null);
  const open = () => {
    start(importDelta(files).then(({ id }) => go({ run: id })));
    onDone();
  };
  return (
    <>
      <p>
        This looks like <strong>what a run of fine-tuning left</strong>: {found.paths.join(", ")}.{" "}
        {hasModel
          ? "It is read onto the open model, if that is its base."
          : "Open the model that it was trained on first."}
      </p>
      <div className="buttons">
        <button type="button" className="button primary" disabled={!hasModel} onClick={open}>
          Import the run
        </button>
      </div>
    </>
  );
}

/** What some dropped files look like, and what can be done with them. */
export function DropFound({ found, files, onDone }: Part<Recognised["kind"]>) {
  switch (found.kind) {
    case "model":
      return <ModelFound found={found} files={files} onDone={onDone} />;
    case "corpus":
      return <CorpusFound found={found} files={files} onDone={onDone} />;
    case "tasks":
      return <TasksFound found={found} files={files} onDone={onDone} />;
    case "stats":
      return <StatsFound found={found} files={files} onDone={onDone} />;
    case "run":
      return <RunFound found={found} files={files} onDone={onDone} />;
    case "mask":
      return (
        <>
          <p>
            This looks like a <strong>mask</strong> ({found.format}): {found.paths[0]}.
          </p>
          <MaskImport file={files[0]!.blob} format={found.format} onDone={onDone} />
        </>
      );
    case "unknown":
      return (
        <p>
          Not recognised: {found.paths.slice(0, 3).join(", ")}
          {found.paths.length > 3 && ` and ${formatPlural(found.paths.length - 3, "more file")}`} ({found.reason}).
        </p>
      );
  }
}
