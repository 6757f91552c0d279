import type { RunSummary } from "../../worker/runProtocol";
import { formatChange, formatColumn } from "../format";
import { languageName } from "../languageStyle";
import { TableFrame } from "../parts/TableFrame";
import { changeOf } from "./runText";

/** Loss of each language before the run and of the weights that it keeps. */
export function RunLosses({ run }: { run: RunSummary }) {
  const { first, kept } = run.validated!;
  const languages = [run.language, ...Object.keys(first.lossNats).filter((one) => one !== run.language)];
  return (
    <TableFrame name="Losses of the run">
      <table className="table tune-losses">
        <thead>
          <tr>
            <th scope="col">Language</th>
            <th scope="col" className="number">
              Before
            </th>
            <th scope="col" className="number">
              Step {kept.step}
            </th>
            <th scope="col" className="number">
              Change
            </th>
          </tr>
        </thead>
        <tbody>
          {languages.map((language) => (
            <tr key={language}>
              <th scope="row" title={language}>
                {languageName(language)}
              </th>
              <td className="number">{formatColumn(first.lossNats[language] ?? Number.NaN)}</td>
              <td className="number">{formatColumn(kept.lossNats[language] ?? Number.NaN)}</td>
              <td className="number">{formatChange(changeOf(run, language) ?? Number.NaN)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}
