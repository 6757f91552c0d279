import type { ReactNode } from "react";
import { useModelRuns } from "../../parts/modelRuns";
import { Section } from "../../parts/Section";
import { SubjectRow } from "../../parts/SubjectRow";
import { hrefOf } from "../../route";
import { useStore } from "../../useStore";
import { changeForm } from "./changeForm";
import { SteerSteps } from "./SteerSteps";
import { useGenerateForm } from "./useGenerateForm";

function Check({
  checked,
  disabled = false,
  onChange,
  children,
}: {
  checked: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
  children: ReactNode;
}) {
  return (
    <label className="check">
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      {children}
    </label>
  );
}

/** Who goes on with the prompt: a column each. */
export function SubjectsSection() {
  const { base, run, steered, steeredRun, steps } = useGenerateForm();
  const model = useStore((state) => state.model);
  const hasNeurons = useStore((state) => state.selection !== null);
  const lastRun = useModelRuns().at(-1)?.id;
  return (
    <Section title="Side by side">
      <Check checked={base} onChange={(checked) => changeForm({ base: checked })}>
        Base: {model?.name} {model?.dtype}
      </Check>
      <Check
        checked={run !== null}
        disabled={run === null && lastRun === undefined}
        onChange={(checked) => changeForm({ run: checked && lastRun !== undefined ? lastRun : null })}
      >
        A run
      </Check>
      {lastRun === undefined && (
        <p className="hint">
          There is no run of this model: <a href={hrefOf("tune")}>fine-tune</a> first.
        </p>
      )}
      {run !== null && <SubjectRow name="Run" run={run} onChoose={(chosen) => changeForm({ run: chosen })} />}
      <Check checked={steered} onChange={(checked) => changeForm({ steered: checked })}>
        Steered
      </Check>
      {steered && (
        <>
          <SubjectRow name="Weights" run={steeredRun} onChoose={(chosen) => changeForm({ steeredRun: chosen })} />
          {hasNeurons && steps.length === 0 && (
            <p className="hint">Without a step nothing is steered, and no column is made of it: add one.</p>
          )}
          <SteerSteps />
        </>
      )}
    </Section>
  );
}
