import { tickRun } from "../../state/evaluateForms";
import { removeRun, renameRun } from "../../state/runs";
import type { RunSummary } from "../../worker/runProtocol";
import { formatCount, formatDate, formatDuration, formatFigure, formatPlural, formatSpeed } from "../format";
import { Section } from "../parts/Section";
import { Term } from "../parts/Term";
import { attempt } from "../perform";
import { go, hrefOf } from "../route";
import { useStore } from "../useStore";
import { METHODS } from "./methods";
import { NameField } from "./NameField";
import { RunFiles } from "./RunFiles";
import { RunLosses } from "./RunLosses";
import { RunSettings } from "./RunSettings";
import { statusOf } from "./runText";

function Facts({ run }: { run: RunSummary }) {
  const { config, stepsDone, tokens, nNeurons, trainableParameters } = run;
  return (
    <dl className="facts">
      <dt>Method</dt>
      <dd>
        {METHODS[run.method].name}
        {nNeurons !== null && `, ${formatPlural(nNeurons, "neuron")}`}
        {run.method === "lora" && config && `, rank ${config.lora.rank}`}
      </dd>
      <dt>Trained</dt>
      <dd>{formatPlural(trainableParameters, "parameter")}</dd>
      <dt>Base</dt>
      <dd>
        {run.model.name} {run.model.dtype}
      </dd>
      {config && (
        <>
          <dt>Steps</dt>
          <dd>
            {formatCount(stepsDone)} of {formatCount(config.steps)}, {formatPlural(tokens, "token")}
          </dd>
          <dt>Last step</dt>
          <dd>
            {run.lossNats === null ? (
              "none yet"
            ) : (
              <>
                <Term id="loss">loss</Term> {formatFigure(run.lossNats)} nats, <Term id="gradNorm">gradient norm</Term>{" "}
                {formatFigure(run.gradNorm ?? Number.NaN)}, learning rate {formatFigure(run.learningRate ?? Number.NaN)}
              </>
            )}
          </dd>
          <dt>Time</dt>
          <dd>
            {formatDuration(run.seconds)} of training, {formatSpeed(run.tokensPerSecond)}
          </dd>
        </>
      )}
      <dt>{run.origin === "imported" ? "Imported" : "Begun"}</dt>
      <dd>{formatDate(run.date)}</dd>
    </dl>
  );
}

/** One run: how it stands, what it cost and gained, its files. */
export function RunDetail({ run }: { run: RunSummary }) {
  const { word, tone } = statusOf(run);
  const model = useStore((state) => state.model);
  const remove = async () => {
    await removeRun(run.id);
    go("tune");
  };
  return (
    <>
      <Section
        title={<NameField key={run.id} name={run.name} onCommit={(name) => renameRun(run.id, name)} />}
        aside={<span className={`chip ${tone}`}>{word}</span>}
      >
        {run.message && <p className="problem">{run.message}</p>}
        <Facts run={run} />
        <RunSettings run={run} />
        {run.status !== "running" && (
          <div className="buttons">
            {run.hasDelta && run.model.hash === model?.hash && (
              <a className="button" href={hrefOf("evaluate")} onClick={() => tickRun(run.id)}>
                Evaluate this run
              </a>
            )}
            <button type="button" className="button" onClick={() => attempt(`Remove ${run.name}`, remove())}>
              Remove this run
            </button>
          </div>
        )}
      </Section>
      {run.validated && (
        <Section title="Validation loss, nats" flush>
          <RunLosses run={run} />
        </Section>
      )}
      <RunFiles run={run} />
    </>
  );
}
