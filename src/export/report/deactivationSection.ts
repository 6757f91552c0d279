import type { DeactivationResult } from "../../evaluate/deactivationResult";
import { languageText, shortNames } from "./languageText";
import { type Content, type Markup, markup } from "./markup";
import { matrixChart } from "./matrixChart";
import { changeText, countText, figureText } from "./numberText";
import { type MeasuredPair, pairsOf, type ReportEvaluation, type ReportValues } from "./reportValues";
import { section, table } from "./table";
import { unmeasuredHint, windowBounds, windowsHint } from "./windowsHint";

/** What was zeroed: each language's neurons, or as many random ones. */
type Zeroed = "mask" | "random";

const changesOf = (result: DeactivationResult, zeroed: Zeroed): number[][] =>
  (zeroed === "mask" ? result.maskNats : result.randomNats).map((row) =>
    row.map((loss, k) => loss - result.baseNats[k]!),
  );

/** The largest change either way: that of full colour. */
const reachOf = (results: readonly DeactivationResult[]): number =>
  Math.max(
    1e-9,
    ...results.flatMap((one) => [...changesOf(one, "mask"), ...changesOf(one, "random")].flat().map(Math.abs)),
  );

/** The interval of a cell's change. */
function boundsOf(result: DeactivationResult, zeroed: Zeroed, m: number, k: number): string {
  const intervals = zeroed === "mask" ? result.maskIntervals : result.randomIntervals;
  return windowBounds(intervals[m]![k]!, result.windows[k]!, changeText);
}

function matrix(result: DeactivationResult, zeroed: Zeroed, title: string, full: number): Markup {
  return matrixChart({
    ...{ title, full, text: changeText, x: "text", y: "zeroed neurons of (count)" },
    rows: shortNames(result.maskLanguages).map((name, m) => `${name} (${countText(result.nNeurons[m]!)})`),
    columns: shortNames(result.textLanguages),
    values: changesOf(result, zeroed),
    detail: (m, k) => `95 % ${boundsOf(result, zeroed, m, k)}`,
  });
}

const number = (name: string) => ({ name, isNumber: true });

/** What each language loses by its own neurons; null where no language has both. */
function ownTable(who: string, result: DeactivationResult): Content {
  const own = result.maskLanguages.flatMap((language, m) => {
    const k = result.textLanguages.indexOf(language);
    return k < 0 ? [] : [{ language, m, k }];
  });
  if (own.length === 0) return null;
  const cells = (zeroed: Zeroed, m: number, k: number): Content[] => [
    changeText(changesOf(result, zeroed)[m]![k]!),
    boundsOf(result, zeroed, m, k),
  ];
  return table(
    `${who}: change of the loss of each language without its own neurons, and without as many random ones; intervals by paired bootstrap over windows`,
    [
      { name: "Language" },
      ...["Neurons", "Windows", "Change (nats / token)", "95 %", "Random neurons", "95 %"].map(number),
    ],
    own.map(({ language, m, k }) => [
      languageText(language),
      ...[countText(result.nNeurons[m]!), countText(result.windows[k]!)],
      ...[...cells("mask", m, k), ...cells("random", m, k)],
    ]),
  );
}

function pictures(who: string, { result, label }: ReportEvaluation<"deactivation">, full: number): Content {
  return markup`<h3>${who}</h3><p class="hint">${label}. Change of the loss in nats a token.</p>
${matrix(result, "mask", "Neurons of the language zeroed", full)}${matrix(result, "random", "As many random neurons of each layer zeroed", full)}${ownTable(who, result)}`;
}

/** Both models' pictures on one scale of colours, as their numbers are of the same text, masks and seeds. */
function pairPictures({ base, tuned }: MeasuredPair<"deactivation">): Content[] {
  const results = [base, tuned].flatMap((one) => one?.result ?? []);
  const full = reachOf(results);
  const { windows, unmeasured } = results[0]!;
  const pictured = base && tuned ? "of base and tuned alike" : "of both pictures";
  return [
    windowsHint(windows),
    unmeasuredHint(unmeasured),
    markup`<p class="hint">The colours ${pictured} are full at ${figureText(full)} nats above or below 0.</p>
`,
    base && pictures("Base", base, full),
    tuned && pictures("Tuned", tuned, full),
  ];
}

/** What zeroing each language's neurons does to every language, beside as many random neurons. */
export function deactivationSection(values: ReportValues): Markup | null {
  const pairs = pairsOf(values, "deactivation");
  return pairs.length === 0 ? null : section("deactivation", "Deactivation", ...pairs.map(pairPictures));
}
