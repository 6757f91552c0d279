import type { DeactivationResult } from "../../evaluate/deactivationResult";
import { shortNames } from "./languageText";
import { type Content, type Markup, markup } from "./markup";
import { matrixChart } from "./matrixChart";
import { changeText, countText } from "./numberText";
import { pairsOf, type ReportEvaluation, type ReportValues } from "./reportValues";
import { section } from "./table";
import { unmeasuredHint } from "./windowsHint";

const changes = ({ baseNats }: DeactivationResult, nats: DeactivationResult["maskNats"]): number[][] =>
  nats.map((row) => row.map((loss, k) => loss - baseNats[k]!));

function matrices(who: string, { result, label }: ReportEvaluation<"deactivation">): Content {
  const mask = changes(result, result.maskNats);
  const random = changes(result, result.randomNats);
  const full = Math.max(...[...mask, ...random].flat().map(Math.abs), 1e-9);
  const rows = shortNames(result.maskLanguages).map((name, i) => `${name} (${countText(result.nNeurons[i]!)})`);
  const columns = shortNames(result.textLanguages);
  const drawn = (title: string, values: number[][]): Markup =>
    matrixChart({
      ...{ title, rows, columns, values, full, text: changeText },
      y: "zeroed neurons of (count)",
      x: "text",
    });
  return markup`<h3>${who}</h3><p class="hint">${label}. Change of the loss in nats a token.</p>
${unmeasuredHint(result.unmeasured)}${drawn("Neurons of the language zeroed", mask)}${drawn("As many random neurons of each layer zeroed", random)}`;
}

/** What zeroing each language's neurons does to every language, beside as many random neurons. */
export function deactivationSection(values: ReportValues): Markup | null {
  const pairs = pairsOf(values, "deactivation");
  if (pairs.length === 0) return null;
  const parts = pairs.flatMap(({ base, tuned }) => [base && matrices("Base", base), tuned && matrices("Tuned", tuned)]);
  return section("deactivation", "Deactivation", ...parts);
}
