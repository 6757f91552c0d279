import type { NeuronDetail } from "../../../lape/neuronDetail";
import { formatCount, formatEstimate, formatFigure } from "../../format";
import { languageName, languageStyle } from "../../languageStyle";
import { Missing } from "../../parts/Missing";
import { probabilityText, signedText } from "../numberText";
import { axisEnd } from "./axisEnd";

type Row = NeuronDetail["languages"][number];

const percent = (share: number): string => `${100 * Math.min(1, Math.max(0, share))}%`;

function Bar({ row, end, color }: { row: Row; end: number; color: string }) {
  return (
    <span className="estimate" aria-hidden="true">
      <span className="estimate-bar" style={{ width: percent(row.probability / end), background: color }} />
      <span
        className="estimate-interval"
        style={{ left: percent(row.low / end), width: percent((row.high - row.low) / end) }}
      />
    </span>
  );
}

/** Probability of each language as a bar with its 95 % interval, and the mean activation beside it. */
export function LanguageBars({ rows }: { rows: readonly Row[] }) {
  const languages = rows.map(({ language }) => language);
  const end = axisEnd(rows);
  return (
    <table className="language-bars">
      <thead>
        <tr>
          <th scope="col">language</th>
          <th scope="col" colSpan={2}>
            probability, 0 to {formatFigure(end)}
          </th>
          <th scope="col" className="number">
            mean act.
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const { color, sign } = languageStyle(row.language, languages);
          const estimate = formatEstimate(row.probability, row.low, row.high);
          const tokens = `${formatCount(row.overZero)} of ${formatCount(row.n)} tokens`;
          return (
            <tr
              key={row.language}
              data-member={row.member}
              title={`${languageName(row.language)}: ${estimate}, ${tokens}`}
            >
              <th scope="row">
                <span aria-hidden="true" style={{ color }}>
                  {sign}
                </span>{" "}
                {row.language}
              </th>
              {row.n === 0 ? (
                <td colSpan={3}>
                  <Missing reason={`No token of ${languageName(row.language)} was counted.`} />
                </td>
              ) : (
                <>
                  <td className="estimate-cell">
                    <Bar row={row} end={end} color={color} />
                  </td>
                  <td className="number">
                    {probabilityText(row.probability)}
                    <span className="unseen">, 95 % interval {estimate}</span>
                  </td>
                  <td className="number">{signedText(row.meanActivation)}</td>
                </>
              )}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
