import type { ImportOptions } from "./corpus";
import { findLanguage } from "./languageNames";
import { labelOfFile, languageOfFile, toLabel } from "./languageOf";

type Labels = ImportOptions["labels"];
type Report = (line: number, reason: string) => void;

const editedLabel = (labels: Labels, key: string): string | undefined =>
  labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined;

/** The language a label means, a label of its own where it means none. */
const languageOfLabel = (label: string): string => findLanguage(label) ?? toLabel(label);

/** The language of a whole file: as edited, as its name says, or else a label made from its name, which is reported. */
export function languageOfWholeFile(file: string, labels: Labels, report: Report): string {
  const edited = editedLabel(labels, file);
  if (edited !== undefined) return languageOfLabel(edited);
  const language = languageOfFile(file);
  if (language !== undefined) return language;
  const label = labelOfFile(file);
  report(0, `its name says no language: imported as "${label}"; give it a label such as mlt_Latn`);
  return label;
}

/** The languages of what a language field says: as edited, as it says, or else a label made from it, reported once a value. */
export function languageOfField(labels: Labels, report: Report): (value: string, line: number) => string {
  const known = new Map<string, string>();
  return (value, line) => {
    const before = known.get(value);
    if (before !== undefined) return before;
    const edited = editedLabel(labels, value);
    const language = languageOfLabel(edited ?? value);
    known.set(value, language);
    if (edited === undefined && findLanguage(value) === undefined) {
      report(line, `"${value}" says no language: imported as "${language}"; give it a label such as mlt_Latn`);
    }
    return language;
  };
}
