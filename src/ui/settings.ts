import type { LapeConfig } from "../lape/lapeResult";
import { initialState } from "../state/store";
import type { FinetunePresetName } from "../train/finetunePresets";
import type { WeightFormat } from "../transformer/weightFormat";
import type { FinetuneSettings } from "../worker/finetunePlanProtocol";
import type { ScanProvider } from "../worker/modelProtocol";
import type { ScanConfig } from "../worker/scanProtocol";

/** `system` follows the operating system. */
export type ThemeChoice = "system" | "light" | "dark";
export const THEME_CHOICES: readonly ThemeChoice[] = ["system", "light", "dark"];

/** What was open last, as far as a page can open it again by itself. */
export type LastModel =
  | { readonly kind: "sample"; readonly provider?: ScanProvider; readonly dtype?: string }
  | { readonly kind: "url"; readonly url: string }
  | { readonly kind: "files"; readonly name: string };

/** What this browser remembers of the page between visits. */
export interface Settings {
  readonly theme: ThemeChoice;
  /** Keys without Ctrl or Alt; can be turned off for those who dictate. */
  readonly shortcuts: boolean;
  readonly scanConfig: ScanConfig;
  readonly lapeConfig: LapeConfig;
  readonly finetuneSettings: FinetuneSettings;
  /** Whether the sample's text was being tuned on: it can be fetched again. */
  readonly tunesOnSample: boolean;
  readonly lastModel: LastModel | null;
  readonly lastCorpus: "sample" | "sample-interface" | "files" | null;
}

/** A first visit opens the sample project. */
export const DEFAULT_SETTINGS: Settings = {
  theme: "system",
  shortcuts: true,
  scanConfig: initialState.scanConfig,
  lapeConfig: initialState.lapeConfig,
  finetuneSettings: initialState.finetuneSettings,
  tunesOnSample: false,
  lastModel: { kind: "sample" },
  lastCorpus: "sample",
};

const VERSION = 1;

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isRate = (value: unknown): value is number => typeof value === "number" && value > 0 && value <= 1;
const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
const isFlag = (value: unknown): value is boolean => typeof value === "boolean";
const isProvider = (value: unknown): value is ScanProvider =>
  value === "webgpu" || value === "wasm" || value === "wgsl";
const isTheme = (value: unknown): value is ThemeChoice => (THEME_CHOICES as readonly unknown[]).includes(value);

function toScanConfig(value: unknown): ScanConfig {
  if (!isObject(value)) return DEFAULT_SETTINGS.scanConfig;
  const { languages, tokensPerLanguage, seqLen, seed, bos, oneDocumentAWindow, memoryBytes } = value;
  return {
    ...DEFAULT_SETTINGS.scanConfig,
    ...(Array.isArray(languages) && languages.every(isText) ? { languages } : {}),
    ...(isCount(tokensPerLanguage) && tokensPerLanguage > 0 ? { tokensPerLanguage } : {}),
    ...(isCount(seqLen) && seqLen > 0 ? { seqLen } : {}),
    ...(isCount(seed) ? { seed } : {}),
    ...(isFlag(bos) ? { bos } : {}),
    ...(isFlag(oneDocumentAWindow) ? { oneDocumentAWindow } : {}),
    ...(isCount(memoryBytes) && memoryBytes > 0 ? { memoryBytes } : {}),
  };
}

function toLapeConfig(value: unknown): LapeConfig {
  if (!isObject(value)) return DEFAULT_SETTINGS.lapeConfig;
  const { topRate, filterRate, activationBarRatio } = value;
  return isRate(topRate) && isRate(filterRate) && isRate(activationBarRatio)
    ? { topRate, filterRate, activationBarRatio }
    : DEFAULT_SETTINGS.lapeConfig;
}

const isNumber = (value: unknown): boolean => typeof value === "number" && Number.isFinite(value);
const isSetting = (value: unknown): boolean => isNumber(value) || isFlag(value) || isText(value) || value === null;

/** The flat fields of an object that a person can have set, whatever they are called: the plan says what is wrong with them. */
function toConfigChanges(value: unknown): FinetuneSettings["config"] {
  if (!isObject(value)) return {};
  const flat = Object.entries(value).filter(([key, field]) => key !== "schedule" && key !== "lora" && isSetting(field));
  const nested = (["schedule", "lora"] as const).flatMap((key) => {
    const part = value[key];
    return isObject(part)
      ? [[key, Object.fromEntries(Object.entries(part).filter(([, field]) => isSetting(field)))]]
      : [];
  });
  return Object.fromEntries([...flat, ...nested]);
}

const PRESETS: Readonly<Record<FinetunePresetName, true>> = { published: true, publishedScript: true, small: true };
const isPreset = (value: unknown): value is string => typeof value === "string" && Object.hasOwn(PRESETS, value);
const FORMATS: readonly unknown[] = ["f32", "f16", "q8", "q4"];

/** Neurons are not kept: they come with the selection. */
function toFinetuneSettings(value: unknown): FinetuneSettings {
  if (!isObject(value)) return DEFAULT_SETTINGS.finetuneSettings;
  const { config, preset, language, watched, validationWindows, trainWindows, weightFormat } = value;
  return {
    config: toConfigChanges(config),
    ...(isPreset(preset) ? { preset } : {}),
    ...(isText(language) ? { language } : {}),
    ...(Array.isArray(watched) && watched.every(isText) ? { watched } : {}),
    ...(isCount(validationWindows) && validationWindows > 0 ? { validationWindows } : {}),
    ...(isCount(trainWindows) && trainWindows > 0 ? { trainWindows } : {}),
    ...(FORMATS.includes(weightFormat) ? { weightFormat: weightFormat as WeightFormat } : {}),
  };
}

function toLastModel(value: unknown): LastModel | null {
  if (!isObject(value)) return value === null ? null : DEFAULT_SETTINGS.lastModel;
  if (value.kind === "url" && isText(value.url)) return { kind: "url", url: value.url };
  if (value.kind === "files" && isText(value.name)) return { kind: "files", name: value.name };
  const provider = isProvider(value.provider) ? { provider: value.provider } : {};
  return { kind: "sample", ...provider, ...(isText(value.dtype) ? { dtype: value.dtype } : {}) };
}

function toLastCorpus(value: unknown): Settings["lastCorpus"] {
  return value === null || value === "files" || value === "sample-interface" ? value : "sample";
}

/** Reads what an earlier visit wrote; whatever is not as it should be gets its default. Never throws. */
export function parseSettings(text: string | null): Settings {
  const value = text === null ? undefined : parseJson(text);
  if (!isObject(value) || value.version !== VERSION) return DEFAULT_SETTINGS;
  return {
    theme: isTheme(value.theme) ? value.theme : DEFAULT_SETTINGS.theme,
    shortcuts: isFlag(value.shortcuts) ? value.shortcuts : DEFAULT_SETTINGS.shortcuts,
    scanConfig: toScanConfig(value.scanConfig),
    lapeConfig: toLapeConfig(value.lapeConfig),
    finetuneSettings: toFinetuneSettings(value.finetuneSettings),
    tunesOnSample: isFlag(value.tunesOnSample) ? value.tunesOnSample : DEFAULT_SETTINGS.tunesOnSample,
    lastModel: toLastModel(value.lastModel),
    lastCorpus: toLastCorpus(value.lastCorpus),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Written by something else under our key: as good as nothing.
    return undefined;
  }
}

export function formatSettings({
  finetuneSettings: { neurons: _, ...finetuneSettings },
  ...settings
}: Settings): string {
  return JSON.stringify({ version: VERSION, ...settings, finetuneSettings });
}
