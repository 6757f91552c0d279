import { useState } from "react";
import { formatColumn, formatCount, formatFigure } from "../../format";
import { Missing } from "../../parts/Missing";
import { NumberRow } from "../../parts/NumberRow";
import { Section } from "../../parts/Section";
import { TableFrame } from "../../parts/TableFrame";
import { METHODS } from "../../tune/methods";
import { bestOf, type ComparedRun, firstAt, sharedLoss } from "./comparedRun";

/** How much text each run took to come to a loss. */
export function TokensToLoss({ runs }: { runs: readonly ComparedRun[] }) {
  const [wanted, setWanted] = useState<number | undefined>(undefined);
  const shared = sharedLoss(runs);
  const loss = wanted ?? shared;
  if (loss === null) return null;
  const fewest = Math.min(...runs.flatMap((one) => firstAt(one, loss)?.tokens ?? []));
  return (
    <Section title="Tokens to reach a loss" flush>
      <div className="section-body dynamics-loss">
        <NumberRow
          name="Loss"
          unit="nats"
          hint="The first validation at or below it counts, so a run is told no finer than it was validated. When left empty: the lowest loss that all runs came to."
          value={wanted}
          empty={formatColumn(shared ?? Number.NaN)}
          min={0}
          step="any"
          onCommit={setWanted}
        />
      </div>
      <TableFrame name="Tokens to reach a loss">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Run</th>
              <th scope="col">Method</th>
              <th scope="col" className="number">
                Best loss
              </th>
              <th scope="col" className="number">
                Tokens to {formatColumn(loss)}
              </th>
              <th scope="col" className="number">
                Steps
              </th>
              <th scope="col" className="number">
                × fewest
              </th>
            </tr>
          </thead>
          <tbody>
            {runs.map((one) => {
              const at = firstAt(one, loss);
              const best = bestOf(one);
              const never = <Missing reason={`${one.run.name} was at no validation at or below this loss.`} />;
              return (
                <tr key={one.run.id}>
                  <th scope="row">{one.run.name}</th>
                  <td>{METHODS[one.run.method].name}</td>
                  <td className="number">
                    {best ? formatColumn(best.loss) : <Missing reason="This run was not validated." />}
                  </td>
                  <td className="number">{at ? formatCount(at.tokens) : never}</td>
                  <td className="number">{at ? formatCount(at.step) : never}</td>
                  <td className="number">{at && fewest > 0 ? formatFigure(at.tokens / fewest) : never}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </TableFrame>
    </Section>
  );
}
