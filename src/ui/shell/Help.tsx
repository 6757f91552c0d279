import { useRef } from "react";
import { setPreferences, usePreferences } from "../preferences";
import { VIEWS } from "../route";
import { type Definition, TERMS } from "../terms";

export const HELP_ID = "help";

const DEFINITIONS: readonly Definition[] = Object.values(TERMS);

const KEYS = [
  ["?", "open and close this help"],
  [`1 – ${VIEWS.length}`, "go to a step"],
  ["Esc", "close what is open: help, a definition, the question after a drop"],
] as const;

function Shortcuts() {
  const { shortcuts } = usePreferences();
  return (
    <section>
      <h3>Keys</h3>
      <dl className="keys">
        {KEYS.map(([key, what]) => (
          <div key={key} style={{ display: "contents" }}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <label className="check">
        <input
          type="checkbox"
          checked={shortcuts}
          onChange={(event) => setPreferences({ shortcuts: event.currentTarget.checked })}
        />
        Keys without Ctrl or Alt
      </label>
    </section>
  );
}

/** Definitions, keys and the way in for scripts. Beside the page, never over it all: one can still look. */
export function Help() {
  const closer = useRef<HTMLButtonElement>(null);
  return (
    <div
      className="help"
      id={HELP_ID}
      popover="auto"
      role="dialog"
      aria-labelledby="help-title"
      onToggle={(event) => event.newState === "open" && closer.current?.focus()}
    >
      <div className="view-head">
        <h2 id="help-title">Help</h2>
        <button type="button" className="button" ref={closer} popoverTarget={HELP_ID} popoverTargetAction="hide">
          Close
        </button>
      </div>
      <p>
        Babelscope runs a language model over text in several languages, counts how often every feed-forward neuron is
        active in each, and selects those that are specific to few languages. It trains the weights of one language's
        neurons, and says what the others lose by it. Model and text stay on this computer.
      </p>
      <section>
        <h3>Terms</h3>
        <dl>
          {DEFINITIONS.map(({ name, text, source }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                {text} <em>{source}</em>
              </dd>
            </div>
          ))}
        </dl>
      </section>
      <Shortcuts />
      <section>
        <h3>Scripts</h3>
        <p>
          Everything that the buttons do is on <code>window.babelscope</code>, for the browser's console:{" "}
          <code>await babelscope.scan()</code>, <code>await babelscope.finetune()</code>,{" "}
          <code>await babelscope.exportMask("pt")</code>.
        </p>
      </section>
    </div>
  );
}
