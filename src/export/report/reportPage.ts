import { alignmentSection } from "./alignmentSection";
import { curveSection } from "./curveSection";
import { deactivationSection } from "./deactivationSection";
import { manifestSection } from "./manifestSection";
import { type Content, type Markup, markup } from "./markup";
import { neuronSection } from "./neuronSection";
import { dateText } from "./numberText";
import { perplexitySection } from "./perplexitySection";
import { REPORT_STYLE } from "./reportStyle";
import type { ReportValues } from "./reportValues";
import { runSection } from "./runSection";
import { taskSection } from "./taskSection";
import { weightSection } from "./weightSection";

type SectionOf = (values: ReportValues) => Markup | null;

/** In the order in which one asks. */
const SECTIONS: readonly (readonly [id: string, name: string, sectionOf: SectionOf])[] = [
  ["run", "Settings", runSection],
  ["perplexity", "Perplexity", perplexitySection],
  ["tasks", "Tasks", taskSection],
  ["training", "Training", curveSection],
  ["deactivation", "Deactivation", deactivationSection],
  ["alignment", "Alignment", alignmentSection],
  ["weights", "Weight change", weightSection],
  ["neurons", "Neurons", neuronSection],
  ["manifest", "Manifests", manifestSection],
];

/** Nothing is fetched and nothing runs, whatever a name in the page holds. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

const titleOf = ({ model, run }: ReportValues): string => (run ? `${run.name}: ${model.name}` : model.name);

/**
 * The report as one page, which stands by itself: HTML that is also well-formed XML, with its figures inside. Sections without data
 * are left out.
 */
export function reportPage(values: ReportValues): string {
  const sections = SECTIONS.flatMap(([id, name, sectionOf]) => {
    const made = sectionOf(values);
    return made ? [{ id, name, made }] : [];
  });
  const links: Content = sections.map(({ id, name }) => markup`<li><a href="#${id}">${name}</a></li>`);
  const page = markup`<html lang="en"><head><meta charset="utf-8"/><meta http-equiv="Content-Security-Policy" content="${POLICY}"/><meta name="viewport" content="width=device-width, initial-scale=1"/><title>${titleOf(values)} · Babelscope report</title><style>${{ markup: REPORT_STYLE }}</style></head>
<body><header><h1>${titleOf(values)}</h1><p class="hint">Babelscope ${values.appVersion}, ${dateText(values.date)}</p><nav aria-label="Sections"><ul>${links}</ul></nav></header>
<main>${sections.map(({ made }) => made)}</main></body></html>
`;
  return `<!DOCTYPE html>\n${page.markup}`;
}

/** The same as a file. */
export const exportReport = (values: ReportValues): Blob => new Blob([reportPage(values)], { type: "text/html" });
