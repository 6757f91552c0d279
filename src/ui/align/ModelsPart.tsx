import { setAlignForm } from "../../state/alignForm";
import { formatBytes } from "../format";
import { useModelRuns } from "../parts/modelRuns";
import { hrefOf } from "../route";
import { useStore } from "../useStore";
import type { AlignPlan } from "./alignPlan";

/** Which models are measured: the base, and runs on it. */
export function ModelsPart({ plan }: { plan: AlignPlan }) {
  const model = useStore((state) => state.model);
  const ofModel = useModelRuns();
  const chosen = plan.subjects.filter((id) => id !== null);
  const toggle = (id: string, isOn: boolean) =>
    setAlignForm({ runs: isOn ? [...chosen, id] : chosen.filter((one) => one !== id) });
  return (
    <fieldset className="bare align-part">
      <legend>Models</legend>
      <label className="check">
        <input
          type="checkbox"
          checked={plan.subjects.includes(null)}
          onChange={(event) => setAlignForm({ hasBase: event.currentTarget.checked })}
        />
        Base: {model?.name} {model?.dtype}
      </label>
      {ofModel.map(({ id, name }) => (
        <label className="check" key={id}>
          <input
            type="checkbox"
            checked={chosen.includes(id)}
            onChange={(event) => toggle(id, event.currentTarget.checked)}
          />
          {name}
        </label>
      ))}
      {plan.vectorBytes !== null && (
        <p className="hint">
          Measuring takes up to {formatBytes(plan.vectorBytes)} of this browser's storage meanwhile.
        </p>
      )}
      {ofModel.length === 0 && (
        <p className="hint">
          A run of <a href={hrefOf("tune")}>fine-tuning</a> can be measured beside it.
        </p>
      )}
    </fieldset>
  );
}
