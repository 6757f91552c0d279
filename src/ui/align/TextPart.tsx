import { type AlignText, alignForm, setAlignForm } from "../../state/alignForm";
import { SAMPLE_LANGUAGES, SAMPLE_LINES } from "../../state/sampleLanguages";
import { formatPlural } from "../format";
import { FieldInputs, type ReadFields } from "../parts/FieldInputs";
import { FilePick } from "../parts/FilePick";
import { useStore } from "../useStore";
import { type AlignPlan, alignedLanguages } from "./alignPlan";

function Choice({ name, hint, isOn, onChoose }: { name: string; hint: string; isOn: boolean; onChoose: () => void }) {
  return (
    <label className="check align-source">
      {/* A click on what is the default makes it the choice, whatever text is read later. */}
      <input type="radio" name="align-text" checked={isOn} onChange={onChoose} onClick={onChoose} />
      <span>
        {name} <span className="hint">{hint}</span>
      </span>
    </label>
  );
}

/** Which fields of the files hold what. */
function Fields() {
  const { reading } = alignForm.getState();
  const edit = (change: ReadFields) => setAlignForm({ reading: { ...alignForm.getState().reading, ...change } });
  return (
    <fieldset className="bare align-part align-fields">
      <legend>Fields of your files</legend>
      <FieldInputs fields={reading} onEdit={edit} />
      <span className="hint">
        With an id, texts of the same id are translations, in any order. Without, record n of each file says the same,
        and files of unequal lengths are refused.
      </span>
    </fieldset>
  );
}

/** Which translations: the corpus of the project, the sample's, or files. */
export function TextPart({ plan }: { plan: AlignPlan }) {
  const corpus = useStore((state) => state.corpus);
  const aligned = alignedLanguages({ corpus }).length;
  const files = typeof plan.text === "string" ? null : plan.text;
  const choose = (text: AlignText) => setAlignForm(text === plan.text ? { text } : { text, languages: null });
  return (
    <fieldset className="bare align-part">
      <legend>Translations</legend>
      {aligned > 1 && (
        <Choice
          name="The text of step 2"
          hint={`${formatPlural(aligned, "language")}, aligned by ${corpus?.options.idField ? "id" : "line"}`}
          isOn={plan.text === "corpus"}
          onChoose={() => choose("corpus")}
        />
      )}
      <Choice
        name="Sample: a browser's interface"
        hint={`${SAMPLE_LINES} short lines in ${SAMPLE_LANGUAGES.length} languages`}
        isOn={plan.text === "sample-interface"}
        onChoose={() => choose("sample-interface")}
      />
      {files && (
        <Choice name="Your files" hint={files.map(({ name }) => name).join(", ")} isOn onChoose={() => choose(files)} />
      )}
      <span className="buttons">
        <FilePick onPick={choose}>Pick files …</FilePick>
        <span className="hint">
          A language a file: line n of each says the same (FLORES-200 does). Or .jsonl, .csv, .tsv with an id.
        </span>
      </span>
      {plan.reading && <Fields />}
    </fieldset>
  );
}
