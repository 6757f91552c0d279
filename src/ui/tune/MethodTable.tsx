import type { FinetunePlan, MethodPlan } from "../../worker/finetunePlanProtocol";
import { formatBytes, formatCount, formatPercent } from "../format";
import { FIT_TONE } from "../parts/fitTone";
import { Section } from "../parts/Section";
import { Tip } from "../parts/Tip";
import { useStore } from "../useStore";
import { changeConfig } from "./changeSettings";
import { METHOD_ORDER, METHODS } from "./methods";

/** What the memory is made of, on hover and focus. */
function Memory({ bytes }: Pick<MethodPlan, "bytes">) {
  const { weights, trained, activations, total } = bytes;
  return (
    <Tip
      className="tip underlined"
      tip={
        <>
          Model {formatBytes(weights)}; trained weights with gradients, Adam's moments and the best so far{" "}
          {formatBytes(trained)}; activations of a batch {formatBytes(activations)}.
        </>
      }
    >
      {formatBytes(total)}
    </Tip>
  );
}

function Row({ plan, isChosen, isDisabled }: { plan: MethodPlan; isChosen: boolean; isDisabled: boolean }) {
  const { method, missing, trainableParameters, shareOfModel, bytes, fit } = plan;
  const { name, trains } = METHODS[method];
  return (
    <tr>
      <th scope="row">
        <label className="check">
          <input
            type="radio"
            name="method"
            checked={isChosen}
            disabled={isDisabled}
            onChange={() => changeConfig((config) => ({ ...config, method }))}
          />
          <span>
            {name} <span className="hint">{trains}</span>
          </span>
        </label>
      </th>
      {missing === null ? (
        <>
          <td className="number">{formatCount(trainableParameters)}</td>
          <td className="number">{formatPercent(shareOfModel)}</td>
          <td className="number">
            <Memory bytes={bytes} />
          </td>
          <td>
            <Tip className={`tip chip ${FIT_TONE[fit.verdict]}`} tip={fit.reason}>
              {fit.verdict}
            </Tip>
          </td>
        </>
      ) : (
        <td colSpan={4} className="wrap hint">
          {missing}
        </td>
      )}
    </tr>
  );
}

/** What each method would train and what it takes on the GPU, at these settings: the choice among them. */
export function MethodTable({ plan }: { plan: FinetunePlan }) {
  const isTraining = useStore((state) => state.jobs.some(({ kind }) => kind === "finetune"));
  // What was chosen, at once: the plan follows it when the worker is free, which may read a corpus.
  const chosen = useStore((state) => state.finetuneSettings.config.method) ?? plan.config.method;
  const plans = METHOD_ORDER.flatMap((method) => plan.methods.filter((one) => one.method === method));
  return (
    <Section title="Method" flush>
      <div className="table-frame">
        <table className="table tune-methods">
          <thead>
            <tr>
              <th scope="col">Method</th>
              <th scope="col" className="number">
                Parameters
              </th>
              <th scope="col" className="number">
                Of the model
              </th>
              <th scope="col" className="number">
                GPU memory
              </th>
              <th scope="col">Verdict</th>
            </tr>
          </thead>
          <tbody>
            {plans.map((one) => (
              <Row key={one.method} plan={one} isChosen={one.method === chosen} isDisabled={isTraining} />
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}
