import { align } from "../../state/alignApi";
import { stop } from "../../state/jobs";
import type { JobRecord } from "../../state/store";
import { formatPlural } from "../format";
import { useFormProblem } from "../parts/fieldProblems";
import { start } from "../perform";
import { useStore } from "../useStore";
import { type AlignPlan, alignRequests } from "./alignPlan";
import { LanguagesPart } from "./LanguagesPart";
import { ModelsPart } from "./ModelsPart";
import { TextPart } from "./TextPart";

function startAll(plan: AlignPlan): void {
  for (const request of alignRequests(plan)) start(align(request));
}

function stopAll(jobs: readonly JobRecord[]): void {
  for (const { id } of jobs) void stop(id);
}

/** Starts what was set up, says what is missing, or stops what runs. */
export function StartButton({ plan }: { plan: AlignPlan }) {
  const jobs = useStore((state) => state.jobs);
  const problem = useFormProblem();
  const running = jobs.filter(({ kind }) => kind === "align");
  if (running.length > 0) {
    return (
      <button type="button" className="button large" onClick={() => stopAll(running)}>
        Cancel
      </button>
    );
  }
  const why = problem ?? plan.missing;
  if (why !== null) return <p className="problem">{why}</p>;
  const { languages, subjects, sentences } = plan;
  const what = languages === null ? "the files" : formatPlural(languages.length, "language");
  return (
    <button type="button" className="button primary large" onClick={() => startAll(plan)}>
      Align {what}, {languages === null && "up to "}
      {formatPlural(sentences, "sentence")}
      {subjects.length > 1 && `, ${formatPlural(subjects.length, "model")}`}
    </button>
  );
}

/** What is compared. */
export function AlignSetUp({ plan }: { plan: AlignPlan }) {
  const isBusy = useStore((state) => state.jobs.some(({ kind }) => kind === "align"));
  return (
    <fieldset className="bare align-setup" disabled={isBusy} aria-label="What is compared">
      <TextPart plan={plan} />
      <LanguagesPart plan={plan} />
      <ModelsPart plan={plan} />
    </fieldset>
  );
}
