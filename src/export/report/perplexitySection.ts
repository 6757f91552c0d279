import { type PerplexityChange, perplexityChange } from "../../evaluate/perplexityChange";
import type { LanguagePerplexity, PerplexityResult } from "../../evaluate/perplexityResult";
import { countPredicting } from "../../evaluate/scoredText";
import { comparisonOf } from "./comparison";
import { languageText } from "./languageText";
import { type Content, type Markup, markup } from "./markup";
import { changeText, columnText, countText, figureText } from "./numberText";
import { type MeasuredPair, pairsOf, type ReportValues } from "./reportValues";
import { section, table } from "./table";
import { unmeasuredHint, windowBounds, windowsHint } from "./windowsHint";

const number = (name: string) => ({ name, isNumber: true });

/** Windows that the intervals are of. */
const windowsOf = ({ windowTokens }: LanguagePerplexity): number => countPredicting(windowTokens);

function losses(one: LanguagePerplexity): Content[] {
  const { lossNats, lossInterval, bitsPerByte, bitsInterval } = one;
  const windows = windowsOf(one);
  return [
    ...[columnText(lossNats), windowBounds(lossInterval, windows, columnText), figureText(Math.exp(lossNats))],
    ...[columnText(bitsPerByte), windowBounds(bitsInterval, windows, columnText)],
  ];
}

const LOSS_COLUMNS = ["Loss (nats / token)", "95 %", "Perplexity", "Bits / byte", "95 %"].map(number);

const oneTable = (who: string, { languages, seqLen }: PerplexityResult): Markup =>
  table(
    `${who}, windows of ${countText(seqLen)} tokens`,
    [{ name: "Language" }, number("Tokens"), number("Windows"), ...LOSS_COLUMNS],
    languages.map((one) => [
      languageText(one.language),
      ...[countText(one.tokens), countText(windowsOf(one)), ...losses(one)],
    ]),
  );

const changeTable = ({ languages }: PerplexityChange): Markup =>
  table(
    "Tuned minus base on the same windows, intervals by paired bootstrap; below 0 is better",
    [
      { name: "Language" },
      ...["Base (nats / token)", "Tuned", "Change", "95 %", "Change of bits / byte", "95 %"].map(number),
    ],
    languages.map(({ language, windows, from, to, change, changeInterval, bitsChange, bitsInterval }) => [
      languageText(language),
      ...[columnText(from), columnText(to), changeText(change), windowBounds(changeInterval, windows, changeText)],
      ...[changeText(bitsChange), windowBounds(bitsInterval, windows, changeText)],
    ]),
  );

/** The change, or why there is none. */
function changeOfPair(base: PerplexityResult, tuned: PerplexityResult): Markup {
  const { change, refusal } = comparisonOf(() => perplexityChange(base, tuned, tuned));
  return change
    ? changeTable(change)
    : markup`<p class="hint">No change from base to tuned: ${refusal}.</p>
`;
}

function pairTables({ base, tuned }: MeasuredPair<"perplexity">): Content[] {
  const result = (tuned ?? base)!.result;
  return [
    windowsHint(result.languages.map(windowsOf)),
    unmeasuredHint(result.unmeasured),
    base && tuned && changeOfPair(base.result, tuned.result),
    base && oneTable("Base", base.result),
    tuned && oneTable("Tuned", tuned.result),
  ];
}

/** Loss, perplexity and bits a byte of base and tuned model. */
export function perplexitySection(values: ReportValues): Markup | null {
  const pairs = pairsOf(values, "perplexity");
  return pairs.length === 0 ? null : section("perplexity", "Perplexity", ...pairs.map(pairTables));
}
