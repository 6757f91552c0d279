import type { NeuronDetail } from "../../../lape/neuronDetail";
import { formatCount } from "../../format";
import { probabilityText } from "../numberText";

/** The same as `LanguageBars` in numbers: tokens counted, tokens on which the neuron was active, and the interval. */
export function LanguageNumbers({ rows }: { rows: NeuronDetail["languages"] }) {
  return (
    <div className="table-frame">
      <table className="language-numbers">
        <thead>
          <tr>
            <th scope="col">language</th>
            <th scope="col" className="number">
              active
            </th>
            <th scope="col" className="number">
              tokens
            </th>
            <th scope="col" className="number">
              95 % interval
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ language, overZero, n, low, high, member }) => (
            <tr key={language} data-member={member}>
              <th scope="row">{language}</th>
              <td className="number">{formatCount(overZero)}</td>
              <td className="number">{formatCount(n)}</td>
              <td className="number">{n === 0 ? "–" : `${probabilityText(low)}–${probabilityText(high)}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
