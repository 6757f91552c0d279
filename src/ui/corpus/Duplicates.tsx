import { changeCorpus } from "../../state/api";
import type { CorpusTable } from "../../worker/textProtocol";
import { formatPlural } from "../format";
import { start } from "../perform";

/** Duplicates are counted always and removed only on request; never in files that are aligned. */
export function Duplicates({ corpus }: { corpus: CorpusTable }) {
  const countOf = (aligned: boolean) =>
    corpus.rows.reduce((sum, row) => sum + (row.aligned === aligned ? row.duplicates : 0), 0);
  const [count, kept] = [countOf(false), countOf(true)];
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
  return (
    <>
      {kept > 0 && <span className="hint">{formatPlural(kept, "duplicate")} kept: their files are aligned</span>}
      {count > 0 && (
        <button type="button" className="button" onClick={() => start(changeCorpus({ removeDuplicates: true }))}>
          Remove {formatPlural(count, "duplicate")}
        </button>
      )}
    </>
  );
}
