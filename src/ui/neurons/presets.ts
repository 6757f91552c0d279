import type { LapeConfig } from "../../lape/lapeResult";

export interface Preset {
  readonly name: string;
  readonly says: string;
  readonly config: LapeConfig;
}

const LAPE_2024: LapeConfig = { topRate: 0.01, filterRate: 0.95, activationBarRatio: 0.95 };

/** Settings of published scripts: identify.py of Tang et al., and the top rate of Gurgurov et al. */
export const PRESETS: readonly Preset[] = [
  { name: "LAPE 2024", says: "0.01/0.95/0.95", config: LAPE_2024 },
  { name: "Subnetwork 2025", says: "top_rate 0.05", config: { ...LAPE_2024, topRate: 0.05 } },
];

/** The preset that has exactly these settings. */
export function presetOf({ topRate, filterRate, activationBarRatio }: LapeConfig): Preset | null {
  const isSame = ({ config }: Preset): boolean =>
    config.topRate === topRate && config.filterRate === filterRate && config.activationBarRatio === activationBarRatio;
  return PRESETS.find(isSame) ?? null;
}
