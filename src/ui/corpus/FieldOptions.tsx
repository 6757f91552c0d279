import type { ImportOptions } from "../../corpus/corpus";
import { changeCorpus } from "../../state/api";
import { FieldInputs } from "../parts/FieldInputs";
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
        key={`${options.textField} ${options.languageField} ${options.idField}`}
        className="buttons corpus-fields"
        onSubmit={(event) => {
          event.preventDefault();
          const form = new FormData(event.currentTarget);
          const field = (name: keyof ImportOptions) => textOf(form, name);
          start(
            changeCorpus({
              textField: field("textField"),
              languageField: field("languageField"),
              idField: field("idField"),
            }),
          );
        }}
      >
        <FieldInputs fields={options} />
        <button type="submit" className="button">
          Read again
        </button>
      </form>
    </Section>
  );
}
