import { changeCorpus } from "../../state/api";
import type { CorpusTable } from "../../worker/protocol";
import { formatPlural } from "../format";
import { start } from "../perform";

/** Duplicates are counted always and removed only on request; never in files aligned by line. */
export function Duplicates({ corpus }: { corpus: CorpusTable }) {
  const count = corpus.rows.reduce((sum, row) => sum + row.duplicates, 0);
  if (corpus.options.removeDuplicates) {
    return (
      <>
        <span className="hint">Duplicates removed</span>
        <button type="button" className="button" onClick={() => start(changeCorpus({ removeDuplicates: false }))}>
          Keep duplicates
        </button>
      </>
    );
  }
  if (count === 0) return null;
  if (corpus.rows.some(({ aligned }) => aligned)) {
    return <span className="hint">{formatPlural(count, "duplicate")} kept: the files are aligned by line</span>;
  }
  return (
    <button type="button" className="button" onClick={() => start(changeCorpus({ removeDuplicates: true }))}>
      Remove {formatPlural(count, "duplicate")}
    </button>
  );
}
