import type { CorpusRow } from "../../corpus/corpusTable";
import type { CorpusTable as Table } from "../../worker/textProtocol";
import { formatBytes, formatColumn, formatCount } from "../format";
import { Bar } from "../parts/Bar";
import { Missing } from "../parts/Missing";
import { SortHead } from "../parts/SortHead";
import { useSort } from "../parts/useSort";
import { LabelInput } from "./LabelInput";

const NO_TOKENIZER =
  "Tokens are counted with the tokenizer of the open model: open one in step 1, or read the corpus again below.";

const VALUE = {
  language: (row: CorpusRow) => row.name,
  documents: (row: CorpusRow) => row.documents,
  lines: (row: CorpusRow) => row.lines,
  bytes: (row: CorpusRow) => row.bytes,
  tokens: (row: CorpusRow) => row.tokens ?? 0,
  tokensPerByte: (row: CorpusRow) => row.tokensPerByte ?? 0,
  duplicates: (row: CorpusRow) => row.duplicates,
};

function Row({ row, mostTokens, options }: { row: CorpusRow; mostTokens: number; options: Table["options"] }) {
  const named = new Set(row.labels.filter(({ from }) => from === "file").map(({ key }) => key));
  return (
    <tr>
      <th scope="row">{row.name}</th>
      <td>
        <div className="corpus-files">
          {row.labels.map((source) => (
            <LabelInput
              key={`${source.from} ${source.key} ${row.language}`}
              source={source}
              language={row.language}
              options={options}
            />
          ))}
          {row.files
            .filter((file) => !named.has(file))
            .map((file) => (
              <span className="mono" dir="auto" key={file}>
                {file}
              </span>
            ))}
        </div>
      </td>
      <td className="number">{formatCount(row.documents)}</td>
      <td className="number">{formatCount(row.lines)}</td>
      <td className="number">{formatBytes(row.bytes)}</td>
      <td className="number">{row.tokens === null ? <Missing reason={NO_TOKENIZER} /> : formatCount(row.tokens)}</td>
      <td className="corpus-share">
        <Bar kind="share" done={row.tokens ?? 0} total={mostTokens} />
      </td>
      <td className="number">
        {row.tokensPerByte === null ? <Missing reason={NO_TOKENIZER} /> : formatColumn(row.tokensPerByte)}
      </td>
      <td className="number">{formatCount(row.duplicates)}</td>
    </tr>
  );
}

/** What was read, a language a row. */
export function CorpusTable({ corpus }: { corpus: Table }) {
  const { sorted, sort, sortBy } = useSort(corpus.rows, VALUE, "language");
  const total = (key: "documents" | "lines" | "bytes" | "duplicates") =>
    corpus.rows.reduce((sum, row) => sum + row[key], 0);
  const tokens = corpus.rows.map((row) => row.tokens ?? 0);
  const isCounted = corpus.rows.every((row) => row.tokens !== null);
  const head = { sort, onSort: sortBy };
  return (
    <div className="table-frame">
      <table className="table corpus-table">
        <thead>
          <tr>
            <SortHead column="language" {...head}>
              Language
            </SortHead>
            <th scope="col">File and its label</th>
            <SortHead column="documents" number {...head}>
              Documents
            </SortHead>
            <SortHead column="lines" number {...head}>
              Lines
            </SortHead>
            <SortHead column="bytes" number {...head}>
              Size
            </SortHead>
            <SortHead column="tokens" number {...head}>
              Tokens
            </SortHead>
            <td />
            <SortHead column="tokensPerByte" term="tokensPerByte" number {...head}>
              Tokens/byte
            </SortHead>
            <SortHead column="duplicates" number {...head}>
              Duplicates
            </SortHead>
          </tr>
        </thead>
        <tfoot>
          <tr>
            <th scope="row">Total</th>
            <td />
            <td className="number">{formatCount(total("documents"))}</td>
            <td className="number">{formatCount(total("lines"))}</td>
            <td className="number">{formatBytes(total("bytes"))}</td>
            <td className="number">
              {isCounted ? formatCount(tokens.reduce((sum, n) => sum + n, 0)) : <Missing reason={NO_TOKENIZER} />}
            </td>
            <td />
            <td />
            <td className="number">{formatCount(total("duplicates"))}</td>
          </tr>
        </tfoot>
        <tbody>
          {sorted.map((row) => (
            <Row key={row.language} row={row} mostTokens={Math.max(...tokens)} options={corpus.options} />
          ))}
        </tbody>
      </table>
    </div>
  );
}
