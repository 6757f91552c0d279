import { addCorpus, clearCorpus } from "../../state/api";
import type { CorpusTable as Table } from "../../worker/textProtocol";
import { formatPlural } from "../format";
import { FilePick } from "../parts/FilePick";
import { Section } from "../parts/Section";
import { ViewHead } from "../parts/ViewHead";
import { start } from "../perform";
import { hrefOf } from "../route";
import { useStore } from "../useStore";
import { CorpusTable } from "./CorpusTable";
import { Duplicates } from "./Duplicates";
import { FieldOptions } from "./FieldOptions";
import { ImportReport } from "./ImportReport";
import { unreadFiles } from "./unreadFiles";
import "./corpus.css";

/** The rest is in the report. */
const MOST_UNREAD = 3;

/** Picked files go to the import whatever their names: it reports those that it does not read. */
const addFiles = (files: readonly File[]) => start(addCorpus(files));

function Sources() {
  const isEmpty = useStore((state) => state.corpus === null);
  return (
    <div className="buttons">
      <FilePick className={isEmpty ? "button primary" : "button"} onPick={addFiles}>
        Add files …
      </FilePick>
      <FilePick folder onPick={addFiles}>
        Add a folder …
      </FilePick>
      {isEmpty ? (
        <>
          <button type="button" className="button" onClick={() => start(addCorpus("sample"))}>
            Add sample text
          </button>
          <button type="button" className="button" onClick={() => start(addCorpus("sample-interface"))}>
            Add sample interface text
          </button>
        </>
      ) : (
        <button type="button" className="button" onClick={() => start(clearCorpus())}>
          Clear
        </button>
      )}
    </div>
  );
}

/** A file that gave nothing is in no row of the table: it is told above it. */
function Unread({ corpus }: { corpus: Table }) {
  const unread = unreadFiles(corpus);
  if (unread.length === 0) return null;
  const more = unread.length - MOST_UNREAD;
  return (
    <div>
      {unread.slice(0, MOST_UNREAD).map(({ file, why }) => (
        <p className="problem" key={file}>
          No text came of <span className="mono">{file}</span>: {why}
        </p>
      ))}
      {more > 0 && <p className="problem">Nor of {formatPlural(more, "more file")}: see the report below.</p>}
    </div>
  );
}

/** Step 2: text in each language. */
export function CorpusPanel() {
  const corpus = useStore((state) => state.corpus);
  return (
    <>
      <ViewHead
        title="Corpus"
        lead="Text in each language: one language a file, by its name (mt.txt, mlt_Latn.jsonl), or by a column. A line of a .txt file is a document, so is a row of the others."
      >
        <Sources />
      </ViewHead>
      {corpus ? (
        <>
          <Unread corpus={corpus} />
          <Section
            title={formatPlural(corpus.rows.length, "language")}
            aside={
              <div className="buttons">
                <Duplicates corpus={corpus} />
                <a className="button" href={hrefOf("scan")}>
                  Go to the scan
                </a>
              </div>
            }
            flush
          >
            <CorpusTable corpus={corpus} />
          </Section>
          <ImportReport issues={corpus.issues} />
          <FieldOptions options={corpus.options} />
        </>
      ) : (
        <Section title="No text yet">
          <p>
            Drop .txt, .jsonl, .csv or .tsv files anywhere on this page, each also as .gz, or a .zip of these. The
            sample text is the Universal Declaration of Human Rights in sixteen languages.
          </p>
        </Section>
      )}
    </>
  );
}
