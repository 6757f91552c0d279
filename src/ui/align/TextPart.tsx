import { setAlignForm } from "../../state/alignForm";
import { formatPlural } from "../format";
import { FilePick } from "../parts/FilePick";
import { useStore } from "../useStore";
import { type AlignPlan, alignedLanguages } from "./alignPlan";

function Choice({ name, hint, isOn, onChoose }: { name: string; hint: string; isOn: boolean; onChoose: () => void }) {
  return (
    <label className="check align-source">
      <input type="radio" name="align-text" checked={isOn} onChange={onChoose} />
      <span>
        {name} <span className="hint">{hint}</span>
      </span>
    </label>
  );
}

/** Which translations: the corpus of the project, the sample's, or files. */
export function TextPart({ plan }: { plan: AlignPlan }) {
  const corpus = useStore((state) => state.corpus);
  const aligned = alignedLanguages({ corpus }).length;
  const files = typeof plan.text === "string" ? null : plan.text;
  return (
    <fieldset className="bare align-part">
      <legend>Translations</legend>
      {aligned > 1 && (
        <Choice
          name="The text of step 2"
          hint={`${formatPlural(aligned, "language")}, aligned by line`}
          isOn={plan.text === "corpus"}
          onChoose={() => setAlignForm({ text: "corpus", languages: null })}
        />
      )}
      <Choice
        name="Sample: a browser's interface"
        hint="420 short lines in 16 languages"
        isOn={plan.text === "sample-interface"}
        onChoose={() => setAlignForm({ text: "sample-interface", languages: null })}
      />
      {files && (
        <Choice
          name="Your files"
          hint={files.map(({ name }) => name).join(", ")}
          isOn
          onChoose={() => setAlignForm({ text: files })}
        />
      )}
      <span className="buttons">
        <FilePick onPick={(picked) => setAlignForm({ text: picked, languages: null })}>Pick files …</FilePick>
        <span className="hint">A language a file, line n of each says the same (FLORES-200 does).</span>
      </span>
    </fieldset>
  );
}
