import type { TaskExample as AskedExample } from "../../../evaluate/taskResult";
import { Missing } from "../../parts/Missing";
import { chrfOf, isRight, type Shown } from "./exampleOrder";
import { formatLogLikelihood, formatScores } from "./taskText";

function Mark({ example }: { example: AskedExample }) {
  const right = isRight(example);
  if (right === null) {
    const score = chrfOf(example);
    return score === null ? null : <span className="hint">{formatScores({ "chrf++": score })}</span>;
  }
  return <span className={right ? "task-right" : "task-wrong"}>{right ? "✓ right" : "✗ wrong"}</span>;
}

function Answer({ name, example }: { name: string; example: AskedExample }) {
  return (
    <div>
      <strong>{name}</strong>{" "}
      {isRight(example) === null ? (
        <span className="hint">{formatScores(example.scores)}</span>
      ) : (
        <Mark example={example} />
      )}{" "}
      {example.answer === null ? (
        <Missing reason="No answer could be read from the output." />
      ) : (
        <span dir="auto">{example.answer || "(nothing)"}</span>
      )}
      {example.output !== null && example.output !== example.answer && (
        <pre className="task-text" dir="auto">
          {example.output || "(nothing)"}
        </pre>
      )}
    </div>
  );
}

/** Log-likelihoods of the choices, of both models beside each other. */
function Choices({ from, to, names }: Shown & { names: readonly [string, string] }) {
  if (from.choices.length === 0) return null;
  return (
    <div className="table-frame">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Choice</th>
            <th scope="col" className="number">
              {names[0]}
            </th>
            {to && (
              <th scope="col" className="number">
                {names[1]}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {/* Two choices may be equal: only their place tells them apart. */}
          {[...from.choices.entries()].map(([i, { text, logLikelihood }]) => (
            <tr key={i}>
              <th scope="row" className="wrap" dir="auto">
                {i === from.gold ? <strong>{text}</strong> : text}
              </th>
              <td className="number">{formatLogLikelihood(logLikelihood)}</td>
              {to && <td className="number">{formatLogLikelihood(to.choices[i]?.logLikelihood ?? Number.NaN)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** An example as it was asked and answered; closed until it is pressed. */
export function TaskExample({ shown, names }: { shown: Shown; names: readonly [string, string] }) {
  const { from, to } = shown;
  return (
    <li className="task-example">
      <details>
        <summary>
          <span className="hint">{from.id}</span> <Mark example={from} />
          {to && (
            <>
              {" "}
              → <Mark example={to} />
            </>
          )}{" "}
          <span dir="auto">{from.expected}</span>
        </summary>
        <pre className="task-text" dir="auto">
          {from.prompt}
        </pre>
        <Choices {...shown} names={names} />
        <p>
          <strong>Expected</strong> <span dir="auto">{from.expected}</span>
        </p>
        <Answer name={names[0]} example={from} />
        {to && <Answer name={names[1]} example={to} />}
      </details>
    </li>
  );
}
