import { useId, useState } from "react";
import type { LapeConfig } from "../../lape/lapeResult";
import { setLapeConfig } from "../../state/api";
import { isStopped, notify } from "../../state/jobs";
import { HIGH_RATE, LOW_RATE } from "../charts/rateScale";
import { latestWins } from "../parts/latestWins";
import { Term } from "../parts/Term";
import { useStore } from "../useStore";
import { PRESETS, presetOf } from "./presets";
import { RateControl } from "./RateControl";

/** Settings that wait for their selection are shown at once; the store has those of the last one that ran. */
function useSettings() {
  const ran = useStore(({ lapeConfig }) => lapeConfig);
  const [asked, setAsked] = useState<LapeConfig | null>(null);
  const [request] = useState(() =>
    latestWins(
      async (config: LapeConfig) => {
        await setLapeConfig(config);
        setAsked((latest) => (latest === config ? null : latest));
      },
      (error) => {
        setAsked(null);
        if (!isStopped(error)) notify("error", `Select neurons: ${error.message}`);
      },
    ),
  );
  const change = (config: LapeConfig) => {
    setAsked(config);
    request(config);
  };
  return [asked ?? ran, change] as const;
}

/** The three numbers of LAPE, with the settings of published work. */
export function SelectionControls() {
  const [config, change] = useSettings();
  const id = useId();
  const set = (part: Partial<LapeConfig>) => change({ ...config, ...part });
  return (
    <div className="selection-controls">
      <RateControl
        name="top_rate"
        label={<Term id="topRate">top_rate</Term>}
        value={config.topRate}
        scale={LOW_RATE}
        onChange={(topRate) => set({ topRate })}
      />
      <RateControl
        name="filter_rate"
        label={<Term id="filterRate">filter_rate</Term>}
        value={config.filterRate}
        scale={HIGH_RATE}
        onChange={(filterRate) => set({ filterRate })}
      />
      <RateControl
        name="activation_bar_ratio"
        label={<Term id="activationBarRatio">activation_bar_ratio</Term>}
        value={config.activationBarRatio}
        scale={HIGH_RATE}
        onChange={(activationBarRatio) => set({ activationBarRatio })}
      />
      <div className="rate">
        <label htmlFor={id}>published settings</label>
        <select
          id={id}
          value={presetOf(config)?.name ?? ""}
          onChange={({ currentTarget: { value } }) => {
            const preset = PRESETS.find(({ name }) => name === value);
            if (preset) change(preset.config);
          }}
        >
          {PRESETS.map(({ name, says }) => (
            <option key={name} value={name}>
              {name}: {says}
            </option>
          ))}
          <option value="" disabled>
            your own
          </option>
        </select>
      </div>
    </div>
  );
}
