import { finetune, resumeRun } from "../../state/finetuneApi";
import type { FinetunePlan } from "../../worker/finetunePlanProtocol";
import type { RunSummary } from "../../worker/runProtocol";
import { formatPlural, formatProgress } from "../format";
import { languageName } from "../languageStyle";
import { useFormProblem } from "../parts/fieldProblems";
import { start } from "../perform";
import { hrefOf } from "../route";
import { useStore } from "../useStore";
import { ExceedsChoice } from "./ExceedsChoice";
import { METHODS } from "./methods";
import { setUpLike } from "./setUpLike";

/** Starts what was set up, or says what is missing. */
export function StartButton({ plan }: { plan: FinetunePlan }) {
  const training = useStore((state) => state.runs.find(({ status }) => status === "running")?.id);
  const isTraining = useStore((state) => state.jobs.some(({ kind }) => kind === "finetune"));
  const problem = useFormProblem();
  if (isTraining) {
    return training ? (
      <a className="button primary large" href={hrefOf({ run: training })}>
        Watch the run
      </a>
    ) : (
      <p className="hint">The run begins …</p>
    );
  }
  const why = problem ?? plan.missing;
  if (why !== null) return <p className="tune-missing">{why}</p>;
  const fit = plan.methods.find(({ method }) => method === plan.config.method)?.fit;
  const begin = () => start(finetune());
  if (fit?.verdict === "exceeds") return <ExceedsChoice reason={fit.reason} onStart={begin} />;
  return (
    <button type="button" className="button primary large" onClick={begin}>
      Fine-tune {languageName(plan.language ?? "")}: {METHODS[plan.config.method].name},{" "}
      {formatPlural(plan.config.steps, "step")}
    </button>
  );
}

/**
 * What can be done with a run: go on, or set up another. One that failed would mostly fail again where it did, so other settings come
 * first. Pause and Cancel are in the bar at the bottom, as in every view.
 */
export function RunButtons({ run }: { run: RunSummary }) {
  const isBusy = useStore((state) => state.jobs.some(({ kind }) => kind === "finetune"));
  const isOpen = useStore((state) => state.model?.hash === run.model.hash);
  const { config, stepsDone, origin, status } = run;
  const hasFailed = status === "failed";
  const canResume = origin === "trained" && (status === "paused" || hasFailed) && config !== null;
  return (
    <div className="buttons">
      {!hasFailed && (
        <a className="button" href={hrefOf("tune")}>
          New run
        </a>
      )}
      {canResume && !isBusy && (
        <button
          type="button"
          className={hasFailed ? "button" : "button primary large"}
          disabled={!isOpen}
          onClick={() => start(resumeRun(run.id))}
        >
          Resume at {formatProgress(stepsDone, config.steps)}
        </button>
      )}
      {hasFailed && (
        <button type="button" className="button primary large" onClick={() => setUpLike(run)}>
          Set up a run with these settings
        </button>
      )}
      {canResume && !isOpen && (
        <span className="hint">
          Open {run.model.name} {run.model.dtype} to go on.
        </span>
      )}
    </div>
  );
}
