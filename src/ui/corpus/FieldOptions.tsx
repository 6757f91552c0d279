import type { ImportOptions } from "../../corpus/corpus";
import { changeCorpus } from "../../state/api";
import { Section } from "../parts/Section";
import { start } from "../perform";

const textOf = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === "string" ? value.trim() : "";
};

/** Which field or column of .jsonl, .csv and .tsv files holds what. */
export function FieldOptions({ options }: { options: ImportOptions }) {
  return (
    <Section title="Fields of .jsonl, .csv and .tsv">
      <form
        key={`${options.textField} ${options.languageField}`}
        className="buttons corpus-fields"
        onSubmit={(event) => {
          event.preventDefault();
          const form = new FormData(event.currentTarget);
          start(changeCorpus({ textField: textOf(form, "textField"), languageField: textOf(form, "languageField") }));
        }}
      >
        <label className="field">
          <span className="field-name">Text</span>
          <input name="textField" defaultValue={options.textField ?? ""} placeholder="text" />
        </label>
        <label className="field">
          <span className="field-name">Language</span>
          <input name="languageField" defaultValue={options.languageField ?? ""} placeholder="from the file's name" />
        </label>
        <button type="submit" className="button">
          Read again
        </button>
      </form>
    </Section>
  );
}
