import type { FinetunePlan } from "../../worker/finetunePlanProtocol";
import { formatFigure } from "../format";
import { NumberRow } from "../parts/NumberRow";
import { Section } from "../parts/Section";
import { Tip } from "../parts/Tip";
import { useStore } from "../useStore";
import { changeConfig, changeSetting } from "./changeSettings";
import { PresetRow } from "./PresetRow";
import { ScheduleRow } from "./ScheduleRow";
import { LORA_SETTINGS, MAIN_SETTINGS, MORE_SETTINGS, type NumberSetting, SWITCHES } from "./settingRows";
import { WeightFormatRow } from "./WeightFormatRow";

/** In full where it is short, as one would type it. */
const defaultText = (value: number): string =>
  Number.isInteger(value) || Math.abs(value) >= 1e-4 ? String(value) : formatFigure(value);

function Numbers({ plan, settings }: { plan: FinetunePlan; settings: readonly NumberSetting[] }) {
  const changes = useStore((state) => state.finetuneSettings.config);
  const context = useStore((state) => state.model?.context);
  return settings.map((setting) => (
    <NumberRow
      key={setting.name}
      name={setting.name}
      unit={setting.unit}
      hint={setting.hint}
      value={setting.own(changes)}
      empty={defaultText(setting.of(plan.config))}
      min={setting.min}
      max={setting.max === "context" ? context : setting.max}
      step={setting.step}
      onCommit={(value) => changeConfig((config) => setting.with(config, value))}
    />
  ));
}

function Switches({ plan }: { plan: FinetunePlan }) {
  const chosen = useStore((state) => state.finetuneSettings.config);
  return SWITCHES.map(({ key, name, hint }) => (
    <label className="check" key={key}>
      <input
        type="checkbox"
        checked={chosen[key] ?? plan.config[key]}
        onChange={({ currentTarget: { checked } }) => changeConfig((config) => ({ ...config, [key]: checked }))}
      />
      <Tip className="tip underlined" tip={hint}>
        {name}
      </Tip>
    </label>
  ));
}

/** How to train: what one sets for every run, and the rest folded away. Every field has a default, its placeholder. */
export function SettingsSection({ plan }: { plan: FinetunePlan }) {
  const isTraining = useStore((state) => state.jobs.some(({ kind }) => kind === "finetune"));
  const validationWindows = useStore((state) => state.finetuneSettings.validationWindows);
  const trainWindows = useStore((state) => state.finetuneSettings.trainWindows);
  return (
    <Section title="Settings">
      <fieldset className="bare tune-settings" disabled={isTraining} aria-label="Settings of the run">
        <PresetRow plan={plan} />
        <Numbers plan={plan} settings={MAIN_SETTINGS} />
        <NumberRow
          name="Validate on"
          unit="windows"
          hint="Of each language, the first ones: more cost more time and tell smaller differences apart."
          value={validationWindows}
          empty={String(plan.validationWindows)}
          min={1}
          step={1}
          onCommit={(value) => changeSetting("validationWindows", value)}
        />
        {plan.config.method === "lora" && <Numbers plan={plan} settings={LORA_SETTINGS} />}
        <details>
          <summary>More settings</summary>
          <div className="tune-settings">
            <ScheduleRow plan={plan} />
            <NumberRow
              name="Train on"
              unit="windows"
              hint="Of the training text, the first ones; all when left empty. With fewer, the same steps go over less text more often."
              value={trainWindows}
              empty="all"
              min={1}
              step={1}
              onCommit={(value) => changeSetting("trainWindows", value)}
            />
            <Numbers plan={plan} settings={MORE_SETTINGS} />
            <WeightFormatRow plan={plan} />
            <Switches plan={plan} />
          </div>
        </details>
      </fieldset>
    </Section>
  );
}
