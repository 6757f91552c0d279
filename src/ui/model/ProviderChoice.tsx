import type { DtypeChoice, ScanProvider } from "../../worker/modelProtocol";
import { useStore } from "../useStore";

const PROVIDERS = [
  ["webgpu", "WebGPU"],
  ["wasm", "wasm (CPU)"],
  ["wgsl", "own decoder"],
] as const satisfies readonly (readonly [ScanProvider, string])[];

/** Where the model runs; the default is the page's, the choice the person's. */
export function ProviderChoice({
  provider,
  choice,
  onChoose,
}: {
  provider: ScanProvider;
  choice: DtypeChoice | undefined;
  onChoose: (provider: ScanProvider) => void;
}) {
  const environment = useStore((state) => state.environment);
  return (
    <fieldset className="model-provider">
      <legend>Run on</legend>
      {PROVIDERS.map(([value, name]) => (
        <label key={value} className="check">
          <input
            type="radio"
            name="provider"
            checked={provider === value}
            disabled={choice?.[value].verdict === "refused"}
            onChange={() => onChoose(value)}
          />
          {name}
          {environment?.provider === value && <span className="hint">default</span>}
        </label>
      ))}
      {environment && <p className="hint">{environment.providerReason}</p>}
    </fieldset>
  );
}
