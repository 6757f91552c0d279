import { useRef } from "react";

export interface SaveChoice {
  readonly label: string;
  readonly save: () => void;
}

/** A button that unfolds the ways to save a figure; closed by a choice, by Escape and by going elsewhere. */
export function SaveMenu({ of, choices }: { of: string; choices: readonly SaveChoice[] }) {
  const menu = useRef<HTMLDetailsElement>(null);
  const close = () => {
    if (menu.current) menu.current.open = false;
  };
  return (
    <details
      className="save-menu"
      ref={menu}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) close();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        close();
        menu.current?.querySelector("summary")?.focus();
      }}
    >
      <summary className="tool" aria-label={`Save ${of}`}>
        Save
      </summary>
      <div className="save-choices">
        {choices.map(({ label, save }) => (
          <button
            key={label}
            type="button"
            onClick={() => {
              close();
              save();
            }}
          >
            {label}
          </button>
        ))}
      </div>
    </details>
  );
}
