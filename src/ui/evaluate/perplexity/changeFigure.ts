import type { Changes } from "../../charts/changes";
import type { FigureTable } from "../../charts/figure";
import { formatChange, formatColumn, formatCount, formatPlural } from "../../format";
import { languageName, styleAt } from "../../languageStyle";
import { isSureOf } from "../score/enoughWindows";
import { changeIn, formatChangeInterval, formatRatio, UNITS, type Unit } from "./changeText";
import { type Comparison, nameOf } from "./comparison";

/** The changes of all compared models, a row a language in the order given. */
export function toChanges({ from, to }: Comparison, languages: readonly string[], unit: Unit): Changes {
  const series = to.flatMap(({ summary, change }, place) => {
    if (!change) return [];
    const changes = languages.map((language) => {
      const found = change.languages.find((one) => one.language === language);
      if (!found) return null;
      const { value, interval } = changeIn(found, unit);
      return {
        value,
        ...interval,
        isSure: isSureOf(found.windows, interval),
        hover: [
          `${languageName(language)} (${language}), ${nameOf(summary)}`,
          `${formatChange(value)} ${UNITS[unit]}, 95 % interval ${formatChangeInterval(interval)}`,
          `loss ${formatColumn(found.from)} to ${formatColumn(found.to)} nats, perplexity ${formatRatio(found.change)}`,
          `${formatCount(found.tokens)} predicted tokens, ${formatPlural(found.windows, "window")}`,
        ],
      };
    });
    return [{ name: nameOf(summary), style: styleAt(place), changes }];
  });
  return {
    title: `Change of the loss from ${nameOf(from.summary)}`,
    x: `change of the loss (${UNITS[unit]}), left is better`,
    rows: languages.map(languageName),
    series,
  };
}

/** All numbers of a comparison, a row a model and language. */
export function comparisonTable({ from, to }: Comparison): FigureTable {
  const columns = [
    ...["model", "language", "predicted tokens", "tokens in no window", "bytes"],
    ...["loss nats", "loss low", "loss high", "perplexity"],
    ...["bits per byte", "bits low", "bits high"],
    ...["change nats", "change low", "change high", "change bits per byte", "change bits low", "change bits high"],
  ];
  const rows = [{ ...from, change: null }, ...to].flatMap(({ summary, result, change }) =>
    result.languages.map((one) => {
      const changed = change?.languages.find(({ language }) => language === one.language);
      return [
        ...[nameOf(summary), one.language, one.tokens, one.tailTokens, one.bytes],
        ...[one.lossNats, one.lossInterval.low, one.lossInterval.high, Math.exp(one.lossNats)],
        ...[one.bitsPerByte, one.bitsInterval.low, one.bitsInterval.high],
        ...(changed
          ? [
              ...[changed.change, changed.changeInterval.low, changed.changeInterval.high],
              ...[changed.bitsChange, changed.bitsInterval.low, changed.bitsInterval.high],
            ]
          : [null, null, null, null, null, null]),
      ];
    }),
  );
  return { columns, rows };
}
