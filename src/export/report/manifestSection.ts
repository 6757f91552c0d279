import type { EvaluationKind } from "../../evaluate/evaluationResults";
import type { Manifest } from "../manifest";
import { type Markup, markup } from "./markup";
import { dateText } from "./numberText";
import type { ReportValues } from "./reportValues";
import { section } from "./table";

const NAMES: Readonly<Record<EvaluationKind, string>> = {
  perplexity: "Perplexity",
  deactivation: "Deactivation",
  task: "Task",
  alignment: "Alignment",
  weightChange: "Weight change",
};

const folded = (title: string, manifest: Manifest): Markup =>
  markup`<details><summary>${title}</summary><pre>${JSON.stringify(manifest, null, 2)}</pre></details>
`;

/** What made every number of the report. */
export function manifestSection({ run, measured }: ReportValues): Markup | null {
  const evaluations = measured.flatMap(({ kind, base, tuned }) =>
    (
      [
        [base, "base"],
        [tuned, "tuned"],
      ] as const
    ).flatMap(([side, who]) =>
      side ? [folded(`${NAMES[kind]}, ${who}: ${side.label}, ${dateText(side.date)}`, side.manifest)] : [],
    ),
  );
  const all = [...(run ? [folded(`The run ${run.name}`, run.manifest)] : []), ...evaluations];
  return all.length === 0 ? null : section("manifest", "What made these numbers", ...all);
}
