import type { ModelSummary } from "../../worker/protocol";
import { formatBytes, formatCount, formatPlural } from "../format";
import { Section } from "../parts/Section";
import { Term } from "../parts/Term";
import { hrefOf } from "../route";
import { useStore } from "../useStore";

/** What the surgery did with the graph: nothing of it is hidden, it decides what is counted. */
export function OpenModelSection({ model }: { model: ModelSummary }) {
  const hasCorpus = useStore((state) => state.corpus !== null);
  const { surgery } = model;
  const nodesGone = surgery.nodesBefore - surgery.nodesAfter;
  return (
    <Section
      title={`Open: ${model.name} ${model.dtype} on ${model.provider === "webgpu" ? "WebGPU" : "wasm"}`}
      aside={
        <a className="button" href={hrefOf(hasCorpus ? "scan" : "corpus")}>
          {hasCorpus ? "Go to the scan" : "Add text"}
        </a>
      }
    >
      <dl className="facts">
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
        <dt>Loading</dt>
        <dd>{model.loading}</dd>
        <dt>sha256</dt>
        <dd className="mono">{model.hash}</dd>
      </dl>
    </Section>
  );
}
