import type { RunSummary } from "../../worker/runProtocol";
import { formatChange, formatColumn, formatCount } from "../format";
import { languageName, styleAt } from "../languageStyle";
import { Missing } from "../parts/Missing";
import { Section } from "../parts/Section";
import { Term } from "../parts/Term";
import { hrefOf } from "../route";
import { METHODS } from "./methods";
import { changeOf, statusOf, worstOf } from "./runText";

const NOT_VALIDATED = "This run was not validated.";

function Row({
  run,
  place,
  isOpen,
  isDrawn,
  onDraw,
}: {
  run: RunSummary;
  place: number;
  isOpen: boolean;
  isDrawn: boolean;
  onDraw: (isDrawn: boolean) => void;
}) {
  const { word, tone } = statusOf(run);
  const { color, sign } = styleAt(place);
  const change = changeOf(run, run.language);
  const worst = worstOf(run);
  const kept = run.validated?.kept.lossNats[run.language];
  return (
    <tr className={isOpen ? "tune-open" : undefined}>
      <th scope="row">
        <span className="check">
          <input
            type="checkbox"
            aria-label={`Draw ${run.name}`}
            checked={isDrawn}
            onChange={(event) => onDraw(event.currentTarget.checked)}
          />
          <span aria-hidden="true" style={{ color }}>
            {sign}
          </span>
          <span>
            <a href={hrefOf({ run: run.id })} aria-current={isOpen ? "true" : undefined}>
              {run.name}
            </a>{" "}
            <span className="hint">
              {METHODS[run.method].name}
              {run.language && `, ${languageName(run.language)}`}
            </span>
          </span>
        </span>
      </th>
      <td className="number">{formatCount(run.trainableParameters)}</td>
      <td className="number">{formatCount(run.tokens)}</td>
      <td className="number">{kept === undefined ? <Missing reason={NOT_VALIDATED} /> : formatColumn(kept)}</td>
      <td className="number">{change === null ? <Missing reason={NOT_VALIDATED} /> : formatChange(change)}</td>
      <td className="number">
        {worst === null ? (
          <Missing reason="No other language was watched." />
        ) : (
          <span title={languageName(worst.language)}>
            {formatChange(worst.change)} <span className="hint">{worst.language.split("_")[0]}</span>
          </span>
        )}
      </td>
      <td>
        <span className={`chip ${tone}`}>{word}</span>
      </td>
    </tr>
  );
}

/** The runs of this browser: what each trained, what it gained and what it forgot. Its signs are the chart's legend. */
export function RunTable({
  runs,
  open,
  hidden,
  onDraw,
}: {
  runs: readonly RunSummary[];
  open: string | null;
  hidden: ReadonlySet<string>;
  onDraw: (id: string, isDrawn: boolean) => void;
}) {
  return (
    <Section title={runs.length === 1 ? "1 run" : `${formatCount(runs.length)} runs`} flush>
      <div className="table-frame">
        <table className="table tune-runs">
          <thead>
            <tr>
              <th scope="col">Run</th>
              <th scope="col" className="number">
                Parameters
              </th>
              <th scope="col" className="number">
                Tokens
              </th>
              <th scope="col" className="number">
                <Term id="loss">Loss</Term>, nats
              </th>
              <th scope="col" className="number">
                Change
              </th>
              <th scope="col" className="number">
                <Term id="forgetting">Forgotten</Term>
              </th>
              <th scope="col">State</th>
            </tr>
          </thead>
          <tbody>
            {runs.map((run, place) => (
              <Row
                key={run.id}
                run={run}
                place={place}
                isOpen={run.id === open}
                isDrawn={!hidden.has(run.id)}
                onDraw={(isDrawn) => onDraw(run.id, isDrawn)}
              />
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}
