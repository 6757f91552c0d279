import type { RunSummary } from "../../worker/runProtocol";
import { formatFigure } from "../format";
import { LORA_SETTINGS, MAIN_SETTINGS, MORE_SETTINGS, SWITCHES } from "./settingRows";
import { setUpLike } from "./setUpLike";

/** The settings that a run was made with. */
export function RunSettings({ run }: { run: RunSummary }) {
  const { config } = run;
  if (!config) return null;
  const numbers = [...MAIN_SETTINGS, ...(run.method === "lora" ? LORA_SETTINGS : []), ...MORE_SETTINGS];
  return (
    <details>
      <summary>Settings</summary>
      <dl className="facts tune-facts">
        {numbers.map((setting) => (
          <div key={setting.name}>
            <dt>{setting.name}</dt>
            <dd>
              {setting.step === 1 ? setting.of(config).toLocaleString("en") : formatFigure(setting.of(config))}{" "}
              {setting.unit}
            </dd>
          </div>
        ))}
        <div>
          <dt>Schedule</dt>
          <dd>{config.schedule.kind}</dd>
        </div>
        {SWITCHES.map(({ key, name }) => (
          <div key={key}>
            <dt>{name}</dt>
            <dd>{config[key] ? "yes" : "no"}</dd>
          </div>
        ))}
      </dl>
      <button type="button" className="link" onClick={() => setUpLike(run)}>
        Set up a run with these settings
      </button>
    </details>
  );
}
