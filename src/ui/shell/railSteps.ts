import type { JobRecord, State } from "../../state/store";
import { formatCount, formatPlural, formatProgress } from "../format";
import { languageName } from "../languageStyle";
import type { View } from "../route";

/** A step of the work as the rail shows it. */
export interface Step {
  readonly view: View;
  readonly name: string;
  readonly status: "done" | "running" | "ready" | "missing";
  /** The one figure that matters, or what to do to make the step live. */
  readonly says: string;
}

type Said = Pick<Step, "status" | "says">;

const running = (jobs: readonly JobRecord[], kind: NonNullable<JobRecord["progress"]>["kind"]) =>
  jobs.find(({ status, progress }) => status === "running" && progress?.kind === kind)?.progress;

function modelStep({ model, listing, jobs }: State): Said {
  const progress = running(jobs, "load");
  if (progress?.kind === "load") {
    const { bytesDone, bytesTotal, step } = progress.value;
    return { status: "running", says: bytesTotal > 0 ? formatProgress(bytesDone, bytesTotal) : step };
  }
  if (model) return { status: "done", says: formatPlural(model.nLayers * model.dMlp, "neuron") };
  if (listing) return { status: "ready", says: "Choose a dtype, load" };
  return { status: "missing", says: "Open a model" };
}

function corpusStep({ corpus, jobs }: State): Said {
  const progress = running(jobs, "corpus");
  if (progress?.kind === "corpus") {
    return { status: "running", says: formatProgress(progress.value.done, progress.value.total) };
  }
  if (corpus && corpus.rows.length > 0) return { status: "done", says: formatPlural(corpus.rows.length, "language") };
  return { status: "missing", says: "Add text files" };
}

/** Languages that the next scan counts: those chosen, as far as the corpus has them. */
export function languagesToScan({ corpus, scanConfig }: Pick<State, "corpus" | "scanConfig">): string[] {
  const languages = corpus?.rows.map(({ language }) => language) ?? [];
  const chosen = scanConfig.languages;
  return chosen ? languages.filter((language) => chosen.includes(language)) : languages;
}

/** Whether the scan that is set up was counted whole on an earlier visit: to scan is then to read it. */
export const hasSavedCounts = ({ saved, result }: Pick<State, "saved" | "result">): boolean =>
  result === null && saved !== null && saved.tokensTotal > 0 && saved.tokensDone >= saved.tokensTotal;

function scanStep(state: State): Said {
  const { model, corpus, result, saved, jobs } = state;
  const progress = running(jobs, "scan");
  if (progress?.kind === "scan") {
    const { step, tokensDone, tokensTotal } = progress.value;
    return { status: "running", says: step === "scanning" ? formatProgress(tokensDone, tokensTotal) : step };
  }
  if (jobs.some(({ kind }) => kind === "scan")) return { status: "running", says: "queued" };
  const tokens = result?.n.reduce((sum, n) => sum + n, 0) ?? 0;
  if (result?.source === "file") return { status: "done", says: `${formatCount(tokens)} tokens, file` };
  if (!model && !corpus) return { status: "missing", says: "Needs model and text" };
  if (!model) return { status: "missing", says: "Needs a model" };
  if (!corpus || corpus.rows.length === 0) return { status: "missing", says: "Needs text" };
  if (saved && saved.tokensDone < saved.tokensTotal) {
    return { status: "ready", says: `Resume at ${formatProgress(saved.tokensDone, saved.tokensTotal)}` };
  }
  if (result?.complete) return { status: "done", says: formatPlural(tokens, "token") };
  if (hasSavedCounts(state)) return { status: "ready", says: "Show the saved counts" };
  return { status: "ready", says: `Scan ${formatPlural(languagesToScan(state).length, "language")}` };
}

function neuronsStep({ selection }: State): Said {
  if (selection) return { status: "done", says: `${formatCount(selection.selected)} selected` };
  return { status: "missing", says: "Scan, or import a mask" };
}

function tuneStep({ model, plan, selection, runs, jobs }: State): Said {
  const progress = running(jobs, "finetune");
  if (progress?.kind === "finetune") {
    const { step, run, stepsTotal } = progress.value;
    return { status: "running", says: run && stepsTotal > 0 ? formatProgress(run.stepsDone, stepsTotal) : step };
  }
  if (jobs.some(({ kind }) => kind === "finetune")) return { status: "running", says: "queued" };
  const paused = runs.filter(({ status, origin }) => origin === "trained" && status === "paused").length;
  if (paused > 0) return { status: "ready", says: `${formatPlural(paused, "run")} paused` };
  if (runs.length > 0) return { status: "done", says: formatPlural(runs.length, "run") };
  if (!model) return { status: "missing", says: "Needs a model" };
  if (plan?.missing === null) return { status: "ready", says: `Fine-tune ${languageName(plan.language ?? "")}` };
  return { status: "missing", says: plan?.nNeurons == null && !selection ? "Needs neurons and text" : "Needs text" };
}

function evaluateStep({ model, evaluations, jobs }: State, isAlignment: boolean): Said {
  const progress = running(jobs, "evaluation");
  const kinds: readonly JobRecord["kind"][] = isAlignment ? ["align"] : ["evaluate", "generate"];
  const isRunning = jobs.some(({ kind }) => kinds.includes(kind));
  if (isRunning && progress?.kind === "evaluation") {
    const { done, total, says } = progress.value;
    return { status: "running", says: total > 0 ? formatProgress(done, total) : says };
  }
  if (isRunning) return { status: "running", says: "queued" };
  const results = evaluations.filter(({ kind }) => (kind === "alignment") === isAlignment);
  const newest = results.at(-1);
  if (newest) return { status: "done", says: isAlignment ? newest.label : formatPlural(results.length, "result") };
  if (!model) return { status: "missing", says: "Needs a model" };
  return { status: "ready", says: isAlignment ? "Compare languages" : "Measure the model" };
}

function exportStep({ selection, runs }: State): Said {
  if (selection) return { status: "ready", says: "Mask, counts, table" };
  return runs.some(({ hasDelta }) => hasDelta)
    ? { status: "ready", says: "Runs" }
    : { status: "missing", says: "Needs a selection" };
}

/** The rail: the order of work, and how far it is. */
export function railSteps(state: State): Step[] {
  return [
    { view: "model", name: "Model", ...modelStep(state) },
    { view: "corpus", name: "Corpus", ...corpusStep(state) },
    { view: "scan", name: "Scan", ...scanStep(state) },
    { view: "neurons", name: "Neurons", ...neuronsStep(state) },
    { view: "tune", name: "Tune", ...tuneStep(state) },
    { view: "evaluate", name: "Evaluate", ...evaluateStep(state, false) },
    { view: "align", name: "Align", ...evaluateStep(state, true) },
    { view: "export", name: "Export", ...exportStep(state) },
  ];
}
