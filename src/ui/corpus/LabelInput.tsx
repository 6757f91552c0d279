import type { ImportOptions, LabelSource } from "../../corpus/corpus";
import { changeCorpus } from "../../state/api";
import { start } from "../perform";

/** The language that a file, or a value of the language column, stands for: it can be corrected. Commits on Enter and when left. */
export function LabelInput({
  source: { from, key },
  language,
  options: { labels, languageField },
}: {
  source: LabelSource;
  language: string;
  options: ImportOptions;
}) {
  const shown = from === "file" ? key : `${languageField}: ${key}`;
  const relabel = (label: string) => {
    if (label !== "" && label !== language) start(changeCorpus({ labels: { ...labels, [key]: label } }));
  };
  return (
    <div className="corpus-file">
      <input
        aria-label={`Language of ${shown}`}
        defaultValue={language}
        spellCheck={false}
        autoComplete="off"
        size={Math.max(9, language.length)}
        onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
        onBlur={(event) => relabel(event.currentTarget.value.trim())}
      />
      <span className="mono" dir="auto">
        {shown}
      </span>
    </div>
  );
}
