import type { ImportOptions } from "../../corpus/corpus";
import { changeCorpus } from "../../state/api";
import { start } from "../perform";

/** A file with the label of its language, which can be corrected. Commits on Enter and when left. */
export function FileLabel({ file, language, options }: { file: string; language: string; options: ImportOptions }) {
  const { labels, languageField } = options;
  // There each record says its own language, and the file as a whole none.
  const isByRecord = languageField !== undefined && !/\.txt(\.gz)?$/i.test(file);
  const relabel = (label: string) => {
    if (label !== "" && label !== language) start(changeCorpus({ labels: { ...labels, [file]: label } }));
  };
  return (
    <div className="corpus-file">
      {!isByRecord && (
        <input
          aria-label={`Language of ${file}`}
          defaultValue={language}
          spellCheck={false}
          autoComplete="off"
          size={Math.max(9, language.length)}
          onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
          onBlur={(event) => relabel(event.currentTarget.value.trim())}
        />
      )}
      <span className="mono" dir="auto">
        {file}
      </span>
    </div>
  );
}
