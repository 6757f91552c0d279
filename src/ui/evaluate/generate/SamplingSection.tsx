import { useId } from "react";
import { NumberRow } from "../../parts/NumberRow";
import { Section } from "../../parts/Section";
import { Tip } from "../../parts/Tip";
import { useStore } from "../../useStore";
import { changeSetting } from "./changeForm";
import { escapeLine, unescapeLine } from "./generateText";
import { SAMPLING_ROWS } from "./samplingRows";

const STOP_HINT =
  "Strings that end the output, one a line; \\n stands for a line's end. They are not part of it. Tang et al. stop at \\nQ: and \\nA:.";

function StopStrings() {
  const id = useId();
  const stop = useStore((state) => state.generateForm.settings.stop);
  return (
    <div className="stop-strings">
      <Tip className="tip underlined" tip={STOP_HINT}>
        Stop strings
      </Tip>
      <textarea
        id={id}
        // Anew when the value changes from outside: the field is the person's while they type.
        key={stop?.join("\n") ?? ""}
        aria-label="Stop strings, one a line"
        rows={2}
        defaultValue={stop?.map(escapeLine).join("\n") ?? ""}
        spellCheck={false}
        onBlur={({ currentTarget }) => {
          const lines = currentTarget.value.split("\n").filter((line) => line !== "");
          changeSetting("stop", lines.length > 0 ? lines.map(unescapeLine) : undefined);
        }}
      />
    </div>
  );
}

/** How the next token is chosen, and what ends the text. */
export function SamplingSection() {
  const settings = useStore((state) => state.generateForm.settings);
  return (
    <Section title="Settings">
      {SAMPLING_ROWS.map(({ key, ...row }) => (
        <NumberRow key={key} {...row} value={settings[key]} onCommit={(value) => changeSetting(key, value)} />
      ))}
      <StopStrings />
    </Section>
  );
}
