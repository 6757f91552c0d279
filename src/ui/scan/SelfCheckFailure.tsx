import { openModel, scan } from "../../state/api";
import { store } from "../../state/store";
import type { SelfCheckSummary } from "../../worker/scanProtocol";
import { formatPercent } from "../format";
import { toSource } from "../model/toSource";
import { Section } from "../parts/Section";
import { start } from "../perform";
import { hrefOf } from "../route";

async function scanOnWasm(): Promise<void> {
  const { modelLocation, model, scanConfig } = store.getState();
  if (!modelLocation || !model) return;
  await openModel(toSource(modelLocation), { dtype: model.dtype, provider: "wasm" });
  await scan(scanConfig);
}

function describe({ hasNaN, nCompared, ratePerLayer, tolerance }: SelfCheckSummary): string {
  if (hasNaN) return "Some gates are not numbers (NaN or infinite).";
  if (nCompared === 0) return "All gates are 0, so that there was nothing to compare.";
  const largest = Math.max(...ratePerLayer);
  const where = `In layer ${ratePerLayer.indexOf(largest)}, ${formatPercent(largest)} of the gates`;
  return `${where} have another sign on WebGPU than on wasm; ${formatPercent(tolerance)} is allowed.`;
}

/** The red card: this GPU computes something else than wasm does, and no scan runs on such numbers. */
export function SelfCheckFailure({ check }: { check: SelfCheckSummary }) {
  return (
    <Section title="Self-check failed: WebGPU and wasm do not agree on this machine" tone="bad">
      <p>
        {describe(check)} Tried: {check.device}. Counts made of such numbers would look right and be wrong, so no scan
        runs on them.
      </p>
      <div className="buttons">
        <button type="button" className="button primary" onClick={() => start(scanOnWasm())}>
          Scan on wasm
        </button>
        <a className="button" href={hrefOf("model")}>
          Choose another dtype
        </a>
      </div>
    </Section>
  );
}
