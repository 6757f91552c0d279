import { useState } from "react";
import { formatCount, formatPlural } from "../../format";
import { ChoiceRow } from "../../parts/ChoiceRow";
import { Section } from "../../parts/Section";
import { chrfOf, FILTERS, inOrder, isRight, type Shown } from "./exampleOrder";
import { TaskExample } from "./TaskExample";
import type { TaskPair } from "./taskPair";

const PAGE = 10;

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
          <TaskExample key={shown.from.id} shown={shown} names={names} />
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
