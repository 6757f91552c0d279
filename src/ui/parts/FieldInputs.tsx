import type { ImportOptions } from "../../corpus/corpus";

/** What is asked of files that have fields. */
export type ReadFields = Pick<ImportOptions, "textField" | "languageField" | "idField">;

const FIELDS: readonly { name: keyof ReadFields; says: string; empty: string }[] = [
  { name: "textField", says: "Text", empty: "text" },
  { name: "languageField", says: "Language", empty: "from the file's name" },
  { name: "idField", says: "Id of translations", empty: "none: aligned by line" },
];

/** Names of the fields or columns of .jsonl, .csv and .tsv files that hold what; each input is named as its option. */
export function FieldInputs({ fields, onEdit }: { fields: ReadFields; onEdit?: (change: ReadFields) => void }) {
  return FIELDS.map(({ name, says, empty }) => (
    <label className="field" key={name}>
      <span className="field-name">{says}</span>
      <input
        name={name}
        defaultValue={fields[name] ?? ""}
        placeholder={empty}
        onInput={({ currentTarget: input }) => onEdit?.({ [name]: input.value })}
      />
    </label>
  ));
}
