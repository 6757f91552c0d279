import type { SteerOp, SteerStep } from "../../../evaluate/steering";
import { store } from "../../../state/store";
import { languageName } from "../../languageStyle";
import { ChoiceRow } from "../../parts/ChoiceRow";
import { NumberRow } from "../../parts/NumberRow";
import { hrefOf } from "../../route";
import { useStore } from "../../useStore";
import { changeForm } from "./changeForm";
import { STEER_OPS } from "./generateText";
import { LayersRow } from "./LayersRow";

const OPS = Object.keys(STEER_OPS) as SteerOp[];
const OP_CHOICES = OPS.map((op) => ({ value: op, label: STEER_OPS[op].name }));

function addStep(step: SteerStep): void {
  const { steps } = store.getState().generateForm;
  const key = Math.max(0, ...steps.map((one) => one.key)) + 1;
  changeForm({ steps: [...steps, { key, step }] });
}

/** Puts `step` in the place of the one with this key; null takes that away. */
function replaceStep(key: number, step: SteerStep | null): void {
  const { steps } = store.getState().generateForm;
  changeForm({ steps: steps.flatMap((one) => (one.key !== key ? [one] : step ? [{ key, step }] : [])) });
}

function Step({ stepKey, step }: { stepKey: number; step: SteerStep }) {
  const languages = useStore((state) => state.selection?.languages);
  const { language, op, amount, layers } = step;
  const { amount: own, hint } = STEER_OPS[op];
  const change = (part: Partial<SteerStep>) => replaceStep(stepKey, { ...step, ...part });
  return (
    <li className="steer-step">
      <ChoiceRow
        name="Neurons of"
        hint="The language's neurons in the selection of step 4. Means are of the same language."
        value={language}
        choices={(languages ?? []).map((one) => ({ value: one, label: languageName(one) }))}
        onChoose={(chosen) => change({ language: chosen })}
      />
      <ChoiceRow
        name="Change"
        hint={hint}
        value={op}
        choices={OP_CHOICES}
        onChoose={(value) => {
          const chosen = OPS.find((one) => one === value);
          if (chosen) change({ op: chosen, amount: undefined });
        }}
      />
      {own !== null && (
        <NumberRow
          name={own.name}
          unit=""
          hint={hint}
          value={amount}
          empty={String(own.empty)}
          min={-100}
          max={100}
          step="any"
          onCommit={(value) => change({ amount: value })}
        />
      )}
      <LayersRow layers={layers} onCommit={(chosen) => change({ layers: chosen })} />
      <button type="button" className="button quiet" onClick={() => replaceStep(stepKey, null)}>
        Remove this step
      </button>
    </li>
  );
}

/** What is done to the neurons, one step after the other. */
export function SteerSteps() {
  const steps = useStore((state) => state.generateForm.steps);
  const first = useStore((state) => state.selection?.languages[0]);
  if (first === undefined) {
    return (
      <p className="hint">
        Steering needs neurons: <a href={hrefOf("scan")}>scan</a>, or <a href={hrefOf("export")}>import a mask</a>.
      </p>
    );
  }
  return (
    <>
      <ol className="steer-steps">
        {steps.map(({ key, step }) => (
          <Step key={key} stepKey={key} step={step} />
        ))}
      </ol>
      <div className="buttons">
        <button type="button" className="button" onClick={() => addStep({ language: first, op: "set", amount: -1 })}>
          Silence a language
        </button>
        <button type="button" className="button" onClick={() => addStep({ language: first, op: "add" })}>
          Activate a language
        </button>
      </div>
    </>
  );
}
