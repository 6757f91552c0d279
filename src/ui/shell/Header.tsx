import type { State } from "../../state/store";
import type { ScanProvider } from "../../worker/modelProtocol";
import { Tip } from "../parts/Tip";
import { setPreferences, usePreferences } from "../preferences";
import { THEME_CHOICES, type ThemeChoice } from "../settings";
import { useStore } from "../useStore";
import { HELP_ID } from "./Help";
import "./shell.css";

const THEME_NAME: Record<ThemeChoice, string> = { system: "System", light: "Light", dark: "Dark" };

function LoadedModel() {
  const model = useStore((state) => state.model);
  if (!model) return <p className="facts-line">model: none open</p>;
  return (
    <p className="facts-line">
      model:{" "}
      <strong>
        {model.name} {model.dtype}
      </strong>{" "}
      · {model.nLayers} × {model.dMlp}
    </p>
  );
}

function gpuName({ adapter, threads }: NonNullable<State["environment"]>, provider: ScanProvider): string {
  const wasm = `wasm, ${threads === 1 ? "1 thread" : `${threads} threads`}`;
  if (provider === "wasm" || !adapter) return wasm;
  const name = [adapter.vendor, adapter.architecture].filter(Boolean).join(" ") || adapter.description || "GPU";
  const features = adapter.features.includes("shader-f16") ? " · f16" : "";
  return `${provider === "wgsl" ? "own decoder" : "WebGPU"}: ${name}${features}`;
}

/** Where models run: of the open model, or what this browser offers; why, on hover and focus. */
function Device() {
  const environment = useStore((state) => state.environment);
  const opened = useStore((state) => state.model?.provider);
  if (!environment) return <p className="facts-line">looking for a GPU …</p>;
  const provider = opened ?? environment.provider;
  const why =
    provider === environment.provider ? environment.providerReason : "Chosen for the open model, in step 1, Model.";
  return (
    <p className="facts-line">
      runs on{" "}
      <strong>
        <Tip className="tip underlined" tip={why}>
          {gpuName(environment, provider)}
        </Tip>
      </strong>
    </p>
  );
}

function ThemeSwitch() {
  const { theme } = usePreferences();
  return (
    <label className="buttons">
      <span className="hint">Theme</span>
      <select
        aria-label="Theme"
        value={theme}
        onChange={(event) => setPreferences({ theme: event.currentTarget.value as ThemeChoice })}
      >
        {THEME_CHOICES.map((choice) => (
          <option key={choice} value={choice}>
            {THEME_NAME[choice]}
          </option>
        ))}
      </select>
    </label>
  );
}

/** What is loaded and where it runs; theme and help. */
export function Header() {
  return (
    <header className="header">
      <button
        type="button"
        className="button skip unseen"
        onClick={() => document.getElementById("main")?.focus({ preventScroll: true })}
      >
        Skip to the view
      </button>
      <h1>
        <a href="#/scan">
          <img src="./icon.svg" alt="" width="18" height="18" /> Babelscope
        </a>
      </h1>
      <LoadedModel />
      <Device />
      <div className="end">
        <ThemeSwitch />
        <button type="button" className="button" popoverTarget={HELP_ID}>
          Help
        </button>
      </div>
    </header>
  );
}
