import type { LanguagePerplexity } from "../../../evaluate/perplexityResult";
import { formatChange, formatColumn, formatCount, formatFigure } from "../../format";
import { languageName } from "../../languageStyle";
import { Missing } from "../../parts/Missing";
import { SortHead } from "../../parts/SortHead";
import { useSort } from "../../parts/useSort";
import { isSureOf } from "../score/enoughWindows";
import { tailText } from "../score/unmeasuredText";
import { changeIn, formatChangeInterval, type Unit } from "./changeText";
import { type Compared, type Comparison, nameOf } from "./comparison";

function ChangeCell({ compared, language, unit }: { compared: Compared; language: string; unit: Unit }) {
  const change = compared.change?.languages.find((one) => one.language === language);
  if (!change) {
    return (
      <td className="number">
        <Missing reason={compared.problem ?? "This language was not measured for this model."} />
      </td>
    );
  }
  const { value, interval } = changeIn(change, unit);
  return (
    <td className="number">
      <span className={isSureOf(change.windows, interval) ? "sure" : "unsure"}>{formatChange(value)}</span>{" "}
      <span className="interval">{formatChangeInterval(interval)}</span>
    </td>
  );
}

/** Loss of each language with its interval, and what changed from it. */
export function PerplexityTable({ comparison, unit }: { comparison: Comparison; unit: Unit }) {
  const { from, to } = comparison;
  const isBits = unit === "bits";
  const lossOf = (one: LanguagePerplexity): number => (isBits ? one.bitsPerByte : one.lossNats);
  const changeOf = (one: LanguagePerplexity): number => {
    const found = to[0]?.change?.languages.find(({ language }) => language === one.language);
    return found ? changeIn(found, unit).value : 0;
  };
  const values = {
    language: (one: LanguagePerplexity) => languageName(one.language),
    tokens: (one: LanguagePerplexity) => one.tokens,
    loss: lossOf,
    change: changeOf,
  };
  const { sorted, sort, sortBy } = useSort(from.result.languages, values, "language");
  const head = { sort, onSort: sortBy };
  return (
    <div className="table-frame">
      <table className="table score-table">
        <thead>
          <tr>
            <SortHead column="language" {...head}>
              Language
            </SortHead>
            <SortHead column="tokens" number {...head}>
              Tokens
            </SortHead>
            <SortHead column="loss" number term={isBits ? "bitsPerByte" : "tokenLoss"} {...head}>
              {isBits ? "Bits / byte" : "Loss"}: {nameOf(from.summary)}
            </SortHead>
            <th scope="col" className="number">
              Perplexity
            </th>
            {to.map((compared, place) =>
              place === 0 ? (
                <SortHead key={compared.summary.id} column="change" number {...head}>
                  Change: {nameOf(compared.summary)}
                </SortHead>
              ) : (
                <th key={compared.summary.id} scope="col" className="number">
                  Change: {nameOf(compared.summary)}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {sorted.map((one) => {
            const interval = isBits ? one.bitsInterval : one.lossInterval;
            return (
              <tr key={one.language}>
                <th scope="row" title={one.language}>
                  {languageName(one.language)}
                </th>
                <td className="number" title={tailText(one.tailTokens)}>
                  {formatCount(one.tokens)}
                </td>
                <td className="number">
                  {formatColumn(lossOf(one))}{" "}
                  <span className="interval">
                    {formatColumn(interval.low)}–{formatColumn(interval.high)}
                  </span>
                </td>
                <td className="number">{formatFigure(Math.exp(one.lossNats))}</td>
                {to.map((compared) => (
                  <ChangeCell key={compared.summary.id} compared={compared} language={one.language} unit={unit} />
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
