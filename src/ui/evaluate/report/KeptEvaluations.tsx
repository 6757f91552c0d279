import { removeEvaluation } from "../../../state/evaluations";
import type { EvaluationSummary } from "../../../worker/evaluation";
import { formatDate, formatPlural } from "../../format";
import { Section } from "../../parts/Section";
import { attempt } from "../../perform";
import { hrefOf } from "../../route";
import { useStore } from "../../useStore";
import { EVALUATION_KINDS } from "./evaluationKinds";
import { StoppedEvaluations } from "./StoppedEvaluations";

const subjectOf = ({ model, run }: EvaluationSummary): string => run?.name ?? `base ${model.name}`;

function Row({ evaluation }: { evaluation: EvaluationSummary }) {
  const { id, kind, label, date, model } = evaluation;
  const { name, tab } = EVALUATION_KINDS[kind];
  const what = `${name} of ${subjectOf(evaluation)}`;
  return (
    <tr>
      <th scope="row">
        <a href={hrefOf(tab === null ? "align" : { tab })}>{name}</a>
        <span className="hint report-label">{label}</span>
      </th>
      <td>
        {subjectOf(evaluation)}
        <span className="hint report-label">
          {model.name} {model.dtype}
        </span>
      </td>
      <td>{formatDate(date)}</td>
      <td>
        <button
          type="button"
          className="button"
          aria-label={`Remove ${what}, ${label}`}
          onClick={() => attempt(`Remove ${what}`, removeEvaluation(id))}
        >
          Remove
        </button>
      </td>
    </tr>
  );
}

/** What was measured and is kept in this browser, newest first. */
export function KeptEvaluations() {
  const evaluations = useStore((state) => state.evaluations);
  return (
    <Section title={formatPlural(evaluations.length, "kept evaluation")} flush={evaluations.length > 0}>
      {evaluations.length === 0 ? (
        <p className="hint">What the other tabs measure is kept in this browser and listed here.</p>
      ) : (
        <div className="table-frame">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Evaluation</th>
                <th scope="col">Of</th>
                <th scope="col">Measured</th>
                <th scope="col">
                  <span className="unseen">Remove</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {evaluations.toReversed().map((one) => (
                <Row key={one.id} evaluation={one} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <StoppedEvaluations />
    </Section>
  );
}
