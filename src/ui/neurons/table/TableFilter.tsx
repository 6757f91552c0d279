import type { NeuronTable } from "../../../lape/neuronTable";
import type { RowFilter } from "../../charts/neuronRows";
import { formatCount } from "../../format";
import { languageName } from "../../languageStyle";

const toChoice = (value: string): number | null => (value === "" ? null : Number(value));

/** Which rows are shown, and how many that is. */
export function TableFilter({
  table,
  nLayers,
  filter,
  shown,
  onFilter,
}: {
  table: NeuronTable;
  nLayers: number;
  filter: RowFilter;
  shown: number;
  onFilter: (filter: RowFilter) => void;
}) {
  const total = table.layer.length;
  return (
    <div className="table-filter">
      <label>
        language{" "}
        <select
          value={filter.language ?? ""}
          onChange={({ currentTarget: { value } }) => onFilter({ ...filter, language: toChoice(value) })}
        >
          <option value="">any</option>
          {table.languages.map((language, k) => (
            <option key={language} value={k}>
              {language} · {languageName(language)}
            </option>
          ))}
        </select>
      </label>
      <label>
        layer{" "}
        <select
          value={filter.layer ?? ""}
          onChange={({ currentTarget: { value } }) => onFilter({ ...filter, layer: toChoice(value) })}
        >
          <option value="">any</option>
          {Array.from({ length: nLayers }, (_, l) => String(l)).map((l) => (
            <option key={l} value={l}>
              {l}
            </option>
          ))}
        </select>
      </label>
      <span className="quiet" role="status">
        {shown === total ? `${formatCount(total)} neurons` : `${formatCount(shown)} of ${formatCount(total)} neurons`}
      </span>
    </div>
  );
}
