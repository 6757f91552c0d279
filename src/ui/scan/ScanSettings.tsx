import { setScanConfig } from "../../state/api";
import type { ScanConfig } from "../../worker/scanProtocol";
import { formatCount } from "../format";
import { NumberField } from "../parts/NumberField";
import { Section } from "../parts/Section";
import { Term } from "../parts/Term";
import { attempt } from "../perform";
import { useStore } from "../useStore";
import { SavedScans } from "./SavedScans";

const MB = 1e6;
const DEFAULT_SEQ_LEN = 512;

/** Sets one field; an empty field goes back to its default by being left out. */
function change<K extends keyof ScanConfig>(config: ScanConfig, key: K, value: ScanConfig[K] | undefined): void {
  const { [key]: _, ...rest } = config;
  attempt("Change the settings", setScanConfig(value === undefined ? rest : { ...rest, [key]: value }));
}

/** How to count. Every field has a default. */
export function ScanSettings() {
  const config = useStore((state) => state.scanConfig);
  const model = useStore((state) => state.model);
  const isScanning = useStore((state) => state.jobs.some(({ kind }) => kind === "scan"));
  const context = model?.context ?? DEFAULT_SEQ_LEN;
  const hasBos = model?.hasBos ?? true;
  return (
    <Section title="Settings">
      <fieldset className="bare scan-settings" disabled={isScanning} aria-label="Settings of the scan">
        <NumberField
          name="Tokens per language"
          unit="tokens"
          value={config.tokensPerLanguage}
          empty="all"
          min={1}
          hint="At most so many, whole windows drawn at random. Empty: all."
          onCommit={(value) => change(config, "tokensPerLanguage", value)}
        />
        <NumberField
          name={<Term id="window">Window length</Term>}
          plainName="Window length"
          unit="tokens"
          value={config.seqLen}
          empty={String(Math.min(DEFAULT_SEQ_LEN, context))}
          min={2}
          max={context}
          hint={`At most the model's context, ${formatCount(context)}.`}
          onCommit={(value) => change(config, "seqLen", value)}
        />
        <NumberField
          name="Seed"
          unit=""
          value={config.seed}
          empty="1"
          min={0}
          hint="Of the draw; it counts only where tokens are limited."
          onCommit={(value) => change(config, "seed", value)}
        />
        <NumberField
          name="Memory budget"
          unit="MB"
          value={config.memoryBytes === undefined ? undefined : config.memoryBytes / MB}
          empty="auto"
          min={1}
          hint="Activations of one run; more windows at once where it is larger."
          onCommit={(value) => change(config, "memoryBytes", value === undefined ? undefined : value * MB)}
        />
        <div>
          <label className="check">
            <input
              type="checkbox"
              checked={config.oneDocumentAWindow ?? false}
              onChange={(event) => change(config, "oneDocumentAWindow", event.currentTarget.checked || undefined)}
            />
            One document per window, padded
          </label>
          <label className="check">
            <input
              type="checkbox"
              checked={(config.bos ?? false) && hasBos}
              disabled={!hasBos}
              onChange={(event) => change(config, "bos", event.currentTarget.checked || undefined)}
            />
            BOS token before each window
            {!hasBos && <span className="hint">this tokenizer has none</span>}
          </label>
        </div>
      </fieldset>
      <SavedScans />
    </Section>
  );
}
