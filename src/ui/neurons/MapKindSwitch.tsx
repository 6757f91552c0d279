import type { MapKind } from "../../worker/selectionProtocol";
import { languageName } from "../languageStyle";
import { Term } from "../parts/Term";

export interface MapChoice {
  readonly kind: MapKind;
  readonly language: string;
}

const NAMES: Readonly<Record<MapKind, string>> = {
  entropy: "Entropy",
  probability: "Probability",
  selected: "Selected",
};

/** What the map shows: [Entropy | Probability for a language | Selected]. */
export function MapKindSwitch({
  choice,
  languages,
  hasCounts,
  onChange,
}: {
  choice: MapChoice;
  languages: readonly string[];
  /** A mask from a file has neither entropies nor probabilities. */
  hasCounts: boolean;
  onChange: (choice: MapChoice) => void;
}) {
  return (
    <fieldset className="segment">
      <legend className="unseen">The map shows</legend>
      {(["entropy", "probability", "selected"] as const).map((kind) => (
        <label key={kind}>
          <input
            type="radio"
            name="map-kind"
            className="unseen"
            checked={choice.kind === kind}
            disabled={!hasCounts && kind !== "selected"}
            onChange={() => onChange({ ...choice, kind })}
          />
          {NAMES[kind]}
        </label>
      ))}
      <select
        aria-label="Language of the probability map"
        value={choice.language}
        disabled={!hasCounts}
        onChange={({ currentTarget: { value: language } }) => onChange({ kind: "probability", language })}
      >
        {languages.map((language) => (
          <option key={language} value={language}>
            {language} · {languageName(language)}
          </option>
        ))}
      </select>
      {choice.kind !== "selected" && <Term id={choice.kind}>definition</Term>}
    </fieldset>
  );
}
