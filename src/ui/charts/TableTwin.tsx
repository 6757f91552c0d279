import { formatFigure } from "../format";
import { toCsv } from "./csv";
import type { FigureTable } from "./figure";

/** A page of numbers reads no more than this; the CSV file has all. */
const MOST_ROWS = 500;

const cellText = (field: string | number | null): string => {
  if (field === null) return "–";
  return typeof field === "number" ? formatFigure(field) : field;
};

/** The numbers of a figure, to be read instead of looked at. */
export function TableTwin({ caption, table }: { caption: string; table: FigureTable }) {
  const rows = table.rows.slice(0, MOST_ROWS);
  const cut = table.rows.length - rows.length;
  return (
    <div className="table-twin">
      <table>
        <caption>
          {caption}
          {cut > 0 && `, the first ${MOST_ROWS} of ${table.rows.length} rows: save as CSV for all`}{" "}
          <button type="button" className="tool" onClick={() => void navigator.clipboard.writeText(toCsv(table))}>
            Copy as CSV
          </button>
        </caption>
        <thead>
          <tr>
            {table.columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([head, ...fields]) => (
            <tr key={[head, ...fields].join(" ")}>
              <th scope="row">{cellText(head!)}</th>
              {fields.map((field, c) => (
                <td key={table.columns[c + 1]} className={typeof field === "string" ? "" : "number"}>
                  {cellText(field)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
