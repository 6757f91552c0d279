import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useCallback, useId, useMemo, useRef, useState } from "react";
import type { NeuronTable as Table } from "../../lape/neuronTable";
import type { Cell } from "../charts/mapView";
import { orderRows, type RowFilter, type RowOrder } from "../charts/neuronRows";
import { languageName } from "../languageStyle";
import { FIXED, FIXED_WIDTH, NEURON_WIDTH, PROBABILITY_WIDTH, probabilityTitles, sortOfColumn } from "./table/columns";
import { HeaderCell } from "./table/HeaderCell";
import { NeuronRow } from "./table/NeuronRow";
import { columnsOfKey, rowOfKey } from "./table/rowKeys";
import { TableFilter } from "./table/TableFilter";

import "./table/table.css";

const ROW_HEIGHT = 26;
const ALL: RowFilter = { language: null, layer: null };

export interface NeuronTableProps {
  readonly table: Table;
  readonly nLayers: number;
  /** A mask from a file has neither entropies nor probabilities. */
  readonly hasCounts: boolean;
  readonly model: string;
  readonly chosen: Cell | null;
}

/** The selected neurons: sorted, filtered, and drawn only where they are in sight, in both directions. */
export function NeuronTable({ table, nLayers, hasCounts, model, chosen }: NeuronTableProps) {
  const [order, setOrder] = useState<RowOrder>({ by: "entropy", descending: false });
  const [filter, setFilter] = useState<RowFilter>(ALL);
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const rows = useMemo(() => orderRows(table, order, filter), [table, order, filter]);
  const labels = useMemo(() => probabilityTitles(table), [table]);
  const [cursor, setCursor] = useState({ row: 0, byKey: false });

  const vertical = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
    paddingStart: ROW_HEIGHT,
    scrollPaddingStart: ROW_HEIGHT,
  });
  const horizontal = useVirtualizer({
    horizontal: true,
    count: hasCounts ? table.languages.length : 0,
    getScrollElement: () => scroller.current,
    estimateSize: () => PROBABILITY_WIDTH,
    overscan: 3,
    paddingStart: FIXED_WIDTH,
    scrollPaddingStart: NEURON_WIDTH,
  });
  const visible = vertical.getVirtualItems();
  // Tab enters the table at the row that was last moved to, or at the first in sight.
  const entry = visible.find(({ index }) => index === cursor.row)?.index ?? visible[0]?.index;
  const keyHandler = useRef<(event: KeyboardEvent, place: number) => void>(() => undefined);
  keyHandler.current = (event, place) => {
    const columns = columnsOfKey(event);
    const to = rowOfKey(event, place, rows.length);
    if (columns === null && to === null) return;
    event.preventDefault();
    if (columns !== null) scroller.current?.scrollBy({ left: columns * PROBABILITY_WIDTH });
    if (to === null) return;
    vertical.scrollToIndex(to);
    setCursor({ row: to, byKey: true });
  };

  // The same functions from render to render, so that rows in sight are not rendered anew.
  const onRowKey = useCallback((event: KeyboardEvent, place: number) => keyHandler.current(event, place), []);
  const onRowFocus = useCallback((row: number) => setCursor({ row, byKey: false }), []);

  const shown = horizontal.getVirtualItems();
  const width = horizontal.getTotalSize();
  const header = { order, onOrder: setOrder };
  return (
    <section className="section neuron-table" aria-labelledby={`${id}-title`}>
      <div className="section-head">
        <h3 id={`${id}-title`}>Selected neurons</h3>
        <TableFilter table={table} nLayers={nLayers} filter={filter} shown={rows.length} onFilter={setFilter} />
      </div>
      <div ref={scroller} className="neuron-grid">
        <table
          aria-labelledby={`${id}-title`}
          aria-rowcount={rows.length + 1}
          aria-colcount={FIXED.length + (hasCounts ? table.languages.length : 0)}
          style={{ width, height: vertical.getTotalSize() }}
        >
          <thead style={{ width, height: ROW_HEIGHT }}>
            <tr aria-rowindex={1}>
              {FIXED.map(({ title, left, width: columnWidth, by }, column) => (
                <HeaderCell
                  key={title}
                  {...header}
                  column={column}
                  title={title}
                  by={by}
                  className={column === 0 ? "stuck" : ""}
                  style={{ left, width: columnWidth }}
                />
              ))}
              {shown.map(({ index: k, start }) => (
                <HeaderCell
                  key={table.languages[k]}
                  {...header}
                  column={FIXED.length + k}
                  title={labels[k]!}
                  hint={`Activation probability for ${languageName(table.languages[k]!)}`}
                  by={sortOfColumn(FIXED.length + k)}
                  className="number"
                  style={{ left: start, width: PROBABILITY_WIDTH }}
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {visible.map(({ index: place, start, key }) => {
              const row = rows[place]!;
              return (
                <NeuronRow
                  key={key}
                  table={table}
                  labels={labels}
                  row={row}
                  place={place}
                  shown={shown}
                  model={model}
                  isChosen={chosen?.layer === table.layer[row] && chosen?.index === table.index[row]}
                  isEntry={place === entry}
                  takesFocus={cursor.byKey && place === cursor.row}
                  onKey={onRowKey}
                  onFocus={onRowFocus}
                  top={start}
                  width={width}
                  height={ROW_HEIGHT}
                />
              );
            })}
          </tbody>
        </table>
        {rows.length === 0 && <p className="hint">No selected neuron has this language and this layer.</p>}
      </div>
    </section>
  );
}
