import type { SelfCheckSummary } from "../../worker/scanProtocol";
import { formatCount, formatNeuron, formatPercent } from "../format";
import { Section } from "../parts/Section";
import { Term } from "../parts/Term";
import { useStore } from "../useStore";

const HEIGHT = 32;
const STEP = 10;

function verdictOf({ passed, partial }: SelfCheckSummary): { word: string; tone: string } {
  if (!passed) return { word: "failed", tone: "bad" };
  return partial ? { word: "partial", tone: "warn" } : { word: "passed", tone: "ok" };
}

/** The rate of each layer as a bar; full height is what is allowed. */
function RateBars({ rates, tolerance }: { rates: readonly number[]; tolerance: number }) {
  const width = rates.length * STEP;
  return (
    <svg
      className="self-check-bars"
      viewBox={`0 0 ${width} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`Sign differences per layer: ${rates.map((rate, i) => `${i}: ${formatPercent(rate)}`).join(", ")}`}
    >
      {rates.map((rate, i) => {
        const height = Math.min(HEIGHT, Math.max(rate > 0 ? 1 : 0, (rate / tolerance) * HEIGHT));
        const tone = rate > tolerance ? "over" : undefined;
        const x = i * STEP + 1;
        return <rect key={x} className={tone} x={x} y={HEIGHT - height} width={STEP - 2} height={height} />;
      })}
    </svg>
  );
}

/** Whether WebGPU computes what wasm does, layer by layer. */
export function SelfCheckSection({ check }: { check: SelfCheckSummary | null }) {
  const provider = useStore((state) => state.model?.provider ?? state.environment?.provider);
  if (!check) {
    return (
      <Section title={<Term id="selfCheck">Self-check</Term>}>
        <p className="hint">
          {provider === "wasm"
            ? "Not needed on wasm: wasm is what WebGPU is checked against."
            : "Runs before the scan: one window on WebGPU and on wasm, all positions."}
        </p>
      </Section>
    );
  }
  const { word, tone } = verdictOf(check);
  const { worst } = check;
  return (
    <Section
      title={<Term id="selfCheck">Self-check</Term>}
      aside={<span className={`chip ${tone}`}>{check.partial && check.passed ? "passed, partial" : word}</span>}
    >
      <RateBars rates={check.ratePerLayer} tolerance={check.tolerance} />
      <dl className="facts">
        <dt>Largest rate</dt>
        <dd>
          {formatPercent(Math.max(...check.ratePerLayer))} of {formatPercent(check.tolerance)} allowed
        </dd>
        <dt>Compared</dt>
        <dd>
          {formatCount(check.nCompared)} gates{check.partial && " of the first two layers"}
        </dd>
        <dt>Worst</dt>
        <dd>
          {worst ? `${formatNeuron(worst.layer, worst.neuron)}, token ${formatCount(worst.token)}` : "none differs"}
        </dd>
        <dt>Device</dt>
        <dd>{check.device}</dd>
      </dl>
    </Section>
  );
}
