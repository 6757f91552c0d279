import type { ModelSummary } from "../../worker/modelProtocol";
import { formatBytes, formatCount, formatPlural } from "../format";
import { Section } from "../parts/Section";
import { Term } from "../parts/Term";
import { hrefOf } from "../route";
import { useStore } from "../useStore";
import { PROVIDER_NAME } from "./runsOn";

type Surgery = NonNullable<ModelSummary["surgery"]>;

/** What was done to the graph. */
function GraphFacts({ model, surgery }: { model: ModelSummary; surgery: Surgery }) {
  const nodesGone = surgery.nodesBefore - surgery.nodesAfter;
  return (
    <>
      <dt>
        <Term id="gate">Gates</Term>
      </dt>
      <dd>
        found in all {formatPlural(model.nLayers, "layer")}, {formatCount(model.dMlp)} neurons each
      </dd>
      <dt>Activation function</dt>
      <dd>{surgery.actFn}</dd>
      <dt>Graph</dt>
      <dd>
        {formatCount(surgery.nodesAfter)} of {formatPlural(surgery.nodesBefore, "node")} kept
        {nodesGone > 0 && `, ${formatCount(nodesGone)} that the scan does not need are pruned`}
      </dd>
      <dt>Weights</dt>
      <dd>
        {formatBytes(surgery.bytesAfter)} of {formatBytes(surgery.bytesBefore)} needed
      </dd>
      <dt>accuracy_level</dt>
      <dd>
        {surgery.accuracyLevelForced > 0
          ? `set to 0 (full precision) on ${formatPlural(surgery.accuracyLevelForced, "MatMulNBits node")}`
          : "nothing to set"}
      </dd>
    </>
  );
}

/** Our own decoder takes no graph: only the weights. */
function OwnFacts({ model }: { model: ModelSummary }) {
  return (
    <>
      <dt>
        <Term id="gate">Gates</Term>
      </dt>
      <dd>
        of all {formatPlural(model.nLayers, "layer")}, {formatCount(model.dMlp)} neurons each, as config.json says
      </dd>
      <dt>Weights</dt>
      <dd>
        {model.weightFormat}, {model.residency === "stream" ? "one layer at a time on the GPU" : "all on the GPU"}
      </dd>
    </>
  );
}

/** What the surgery did with the graph: nothing of it is hidden, it decides what is counted. */
export function OpenModelSection({ model }: { model: ModelSummary }) {
  const hasCorpus = useStore((state) => state.corpus !== null);
  return (
    <Section
      title={`Open: ${model.name} ${model.dtype} on ${PROVIDER_NAME[model.provider]}`}
      aside={
        <a className="button" href={hrefOf(hasCorpus ? "scan" : "corpus")}>
          {hasCorpus ? "Go to the scan" : "Add text"}
        </a>
      }
    >
      <dl className="facts">
        {model.surgery ? <GraphFacts model={model} surgery={model.surgery} /> : <OwnFacts model={model} />}
        <dt>Loading</dt>
        <dd>{model.loading}</dd>
        <dt>sha256</dt>
        <dd className="mono">{model.hash}</dd>
      </dl>
    </Section>
  );
}
