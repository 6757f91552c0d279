import { removeEvaluation } from "../../state/evaluations";
import { formatDate } from "../format";
import { ChoiceRow } from "../parts/ChoiceRow";
import { attempt } from "../perform";
import { type Alignments, subjectName } from "./useAlignments";

/** What tells results apart first: a narrow list cuts the end. */
const labelOf = (one: Alignments["all"][number]): string =>
  `${subjectName(one)} · ${formatDate(one.date)} · ${one.label} · ${one.model.dtype}`;

/** Which results are shown, and which beside them. */
export function ResultChoices({
  alignments,
  onChoose,
}: {
  alignments: Alignments;
  onChoose: (choice: { first?: string; second?: string }) => void;
}) {
  const { all, others, first, second } = alignments;
  const toChoice = (one: Alignments["all"][number]) => ({ value: one.id, label: labelOf(one) });
  return (
    <div className="align-choices results">
      <ChoiceRow
        name="Show"
        hint="Of which model and text. Its sentences decide the plane below."
        value={first?.id ?? ""}
        choices={all.map(toChoice)}
        onChoose={(id) => onChoose({ first: id, second: "" })}
      />
      <ChoiceRow
        name="Beside it"
        hint="Another model on the same sentences: align it with the same settings."
        value={second?.id ?? ""}
        choices={[
          { value: "", label: others.length > 0 ? "nothing" : "nothing: align a run on the same text" },
          ...others.map(toChoice),
        ]}
        onChoose={(id) => onChoose({ second: id })}
      />
      {first && (
        <button
          type="button"
          className="tool"
          aria-label={`Remove ${labelOf(first)}`}
          title="Forgets this result and its vectors"
          onClick={() => attempt("Remove the result", removeEvaluation(first.id))}
        >
          Remove
        </button>
      )}
    </div>
  );
}
