import { useVirtualizer } from "@tanstack/react-virtual";
import { useId, useMemo, useRef, useState } from "react";
import type { NeuronTable as Table } from "../../lape/neuronTable";
import type { Cell } from "../charts/mapView";
import { orderRows, type RowFilter, type RowOrder } from "../charts/neuronRows";
import { FIXED, FIXED_WIDTH, NEURON_WIDTH, PROBABILITY_WIDTH, probabilityTitles } from "./table/columns";
import { NeuronRow } from "./table/NeuronRow";
import { TableFilter } from "./table/TableFilter";
import { TableHead } from "./table/TableHead";
import { useRowCursor } from "./table/useRowCursor";

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
  const { cursor, onRowKey, onRowFocus } = useRowCursor(
    rows.length,
    (row) => vertical.scrollToIndex(row),
    (columns) => scroller.current?.scrollBy({ left: columns * PROBABILITY_WIDTH }),
  );
  const visible = vertical.getVirtualItems();
  // Tab enters the table at the row that was last moved to, or at the first in sight.
  const entry = visible.find(({ index }) => index === cursor.row)?.index ?? visible[0]?.index;
  const shown = horizontal.getVirtualItems();
  const width = horizontal.getTotalSize();
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
          <TableHead
            languages={table.languages}
            labels={labels}
            shown={shown}
            order={order}
            onOrder={setOrder}
            width={width}
            height={ROW_HEIGHT}
          />
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
