import type { RunSummary } from "../../worker/runProtocol";
import { formatPlural, formatProgress } from "../format";
import { languageName } from "../languageStyle";

/** How a run stands, in a word, and its tone. */
export function statusOf({ status, origin, config, stepsDone }: RunSummary): { word: string; tone: string } {
  if (origin === "imported") return { word: "imported", tone: "" };
  if (status === "failed") return { word: "failed", tone: "bad" };
  if (status === "running") return { word: "trains", tone: "" };
  if (status === "early") return { word: "stopped early", tone: "ok" };
  if (status === "finished") return { word: "done", tone: "ok" };
  return { word: config ? `paused at ${formatProgress(stepsDone, config.steps)}` : "paused", tone: "warn" };
}

/** Change of a language's validation loss since the start: of the best weights, or of the last where there is no best. */
export function changeOf({ validated }: RunSummary, language: string): number | null {
  const first = validated?.first.lossNats[language];
  const kept = validated?.kept.lossNats[language];
  return first === undefined || kept === undefined ? null : kept - first;
}

/** The watched language that was forgotten most, with its change; null where none was watched. */
export function worstOf(run: RunSummary): { language: string; change: number } | null {
  const watched = Object.keys(run.validated?.first.lossNats ?? {}).filter((language) => language !== run.language);
  const changes = watched.flatMap((language) => {
    const change = changeOf(run, language);
    return change === null ? [] : [{ language, change }];
  });
  return changes.reduce<(typeof changes)[number] | null>(
    (worst, one) => (worst && worst.change >= one.change ? worst : one),
    null,
  );
}

/** What pictures of runs say of their origin. */
export function runSource(runs: readonly RunSummary[]): string {
  const models = [...new Set(runs.map(({ model }) => `${model.name} ${model.dtype}`))];
  const languages = [...new Set(runs.map(({ language }) => languageName(language)))];
  const tokens = Math.max(0, ...runs.map((run) => run.tokens));
  const date = runs.at(-1)?.date.slice(0, 10) ?? "";
  return [models.join(", "), languages.join(", "), `up to ${formatPlural(tokens, "token")}`, date]
    .filter((part) => part !== "")
    .join(" · ");
}
