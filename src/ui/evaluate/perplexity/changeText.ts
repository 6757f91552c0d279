import type { Interval } from "../../../evaluate/interval";
import type { LanguageChange, PerplexityChange } from "../../../evaluate/perplexityChange";
import { formatChange, formatFigure, formatPlural } from "../../format";
import { languageName } from "../../languageStyle";
import { isSureOf, tooFewWindows } from "../score/enoughWindows";

/** What changes are told in. */
export type Unit = "nats" | "bits";

export const UNITS: Readonly<Record<Unit, string>> = { nats: "nats / token", bits: "bits / byte" };

/** A language's change in a unit. */
export const changeIn = (
  change: LanguageChange,
  unit: Unit,
): { readonly value: number; readonly interval: Interval } =>
  unit === "nats"
    ? { value: change.change, interval: change.changeInterval }
    : { value: change.bitsChange, interval: change.bitsInterval };

/** "−0.023 (−0.031 to −0.012)": a hyphen between two signs is hard to read. */
export const formatChangeInterval = ({ low, high }: Interval): string =>
  `${formatChange(low)} to ${formatChange(high)}`;

/** As a factor of the perplexity: "× 0.93". */
export const formatRatio = (changeNats: number): string => `× ${formatFigure(Math.exp(changeNats))}`;

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** What a run won in its own language and lost in the others, in a sentence each; `own` is null where it has none. */
export function findings({ languages }: PerplexityChange, own: string | null): string[] {
  const of = ({ language, change, changeInterval }: LanguageChange): string =>
    `${languageName(language)} ${formatChange(change)} nats (${formatChangeInterval(changeInterval)})`;
  const target = languages.find(({ language }) => language === own);
  const others = languages.filter(({ language }) => language !== own);
  const sure = others.filter(({ windows, changeInterval }) => isSureOf(windows, changeInterval));
  const worse = sure.filter(({ change }) => change > 0);
  const better = sure.filter(({ change }) => change < 0);
  const worst = [...others].sort((a, b) => b.change - a.change)[0];
  const few = tooFewWindows(languages.map(({ windows }) => windows));
  return [
    ...(target ? [`Trained language: ${of(target)}.`] : []),
    ...(worst
      ? [
          `${formatPlural(others.length, "other language")}: ${formatChange(mean(others.map(({ change }) => change)))} nats on average, ${worse.length} surely worse, ${better.length} surely better. ${worst.change > 0 ? "Most forgotten" : "Least improved"}: ${of(worst)}.`,
        ]
      : []),
    ...(few ? [few] : []),
  ];
}
