import { useState } from "react";
import type { TaskExample } from "../../../evaluate/taskResult";
import { formatCount, formatPlural } from "../../format";
import { ChoiceRow } from "../../parts/ChoiceRow";
import { Missing } from "../../parts/Missing";
import { Section } from "../../parts/Section";
import { chrfOf, inOrder, type Shown } from "./exampleOrder";
import { formatLogLikelihood, formatScores } from "./taskText";
import type { TaskPair } from "./useTaskPair";

const PAGE = 10;

/** Whether an example was answered rightly; null where it is no right or wrong. */
const isRight = ({ scores }: TaskExample): boolean | null => {
  const score = scores.acc ?? scores.exact_match;
  return score === undefined ? null : score === 1;
};

const FILTERS: Readonly<Record<string, (shown: Shown) => boolean>> = {
  all: () => true,
  wrong: ({ from }) => isRight(from) === false,
  right: ({ from }) => isRight(from) === true,
  won: ({ from, to }) => isRight(from) === false && to !== null && isRight(to) === true,
  lost: ({ from, to }) => isRight(from) === true && to !== null && isRight(to) === false,
};

function Mark({ example }: { example: TaskExample }) {
  const right = isRight(example);
  if (right === null) {
    const score = chrfOf(example);
    return score === null ? null : <span className="hint">{formatScores({ "chrf++": score })}</span>;
  }
  return <span className={right ? "task-right" : "task-wrong"}>{right ? "✓ right" : "✗ wrong"}</span>;
}

function Answer({ name, example }: { name: string; example: TaskExample }) {
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
          {from.choices.map(({ text, logLikelihood }, i) => (
            <tr key={`${text} ${logLikelihood}`}>
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

function Example({ shown, names }: { shown: Shown; names: readonly [string, string] }) {
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

/** Every example as it was asked and answered, a page at a time. */
export function ExampleList({ pair: { from, to, change } }: { pair: TaskPair }) {
  const [filter, setFilter] = useState("all");
  const [page, setPage] = useState(0);
  const beside = change ? to : null;
  const all = from.result.examples.map(
    (example, i): Shown => ({ from: example, to: beside?.result.examples[i] ?? null }),
  );
  const hasMarks = all.some(({ from: one }) => isRight(one) !== null);
  const scored = !hasMarks && all.some(({ from: one }) => chrfOf(one) !== null);
  const found = hasMarks ? all.filter(FILTERS[filter]!) : inOrder(all, filter);
  const nPages = Math.max(1, Math.ceil(found.length / PAGE));
  const at = Math.min(page, nPages - 1);
  const names = [from.summary.run?.name ?? "base", to?.summary.run?.name ?? "base"] as const;
  const choices = [
    { value: "all", label: "All" },
    { value: "wrong", label: `Wrong by ${names[0]}` },
    { value: "right", label: `Right by ${names[0]}` },
    ...(beside
      ? [
          { value: "won", label: `Right only by ${names[1]}` },
          { value: "lost", label: `Right only by ${names[0]}` },
        ]
      : []),
  ];
  const orders = [
    { value: "all", label: "In the file's order" },
    { value: "low", label: `Lowest chrF++ of ${names[0]} first` },
    ...(beside
      ? [
          { value: "won", label: `Most won by ${names[1]} first` },
          { value: "lost", label: `Most lost by ${names[1]} first` },
        ]
      : []),
  ];
  return (
    <Section title="Examples" aside={<span className="hint">{formatPlural(found.length, "example")}</span>}>
      {(hasMarks || scored) && (
        <div className="task-choice">
          <ChoiceRow
            name="Show"
            hint="Examples as they were asked and answered."
            value={filter}
            choices={hasMarks ? choices : orders}
            onChoose={(value) => {
              setFilter(value);
              setPage(0);
            }}
          />
        </div>
      )}
      <ol className="task-examples">
        {found.slice(at * PAGE, (at + 1) * PAGE).map((shown) => (
          <Example key={shown.from.id} shown={shown} names={names} />
        ))}
      </ol>
      {nPages > 1 && (
        <div className="buttons">
          <button type="button" className="button" disabled={at === 0} onClick={() => setPage(at - 1)}>
            Back
          </button>
          <span className="hint">
            {formatCount(at + 1)} of {formatCount(nPages)}
          </span>
          <button type="button" className="button" disabled={at + 1 === nPages} onClick={() => setPage(at + 1)}>
            Next
          </button>
        </div>
      )}
    </Section>
  );
}
