import { type Markup, markup } from "./markup";
import { figure, place } from "./svgFrame";

export interface MatrixChart {
  readonly title: string;
  /** What stands down and across. */
  readonly y: string;
  readonly x: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly values: readonly (readonly number[])[];
  /** Full colour at this size of a value, so that several pictures can be held side by side; the largest where left out. */
  readonly full?: number;
  readonly text: (value: number) => string;
  /** More on a cell, for the tip that tells its number in words; nothing where left out. */
  readonly detail?: (row: number, column: number) => string;
}

const LETTER = 6.2;
const CELL_HEIGHT = 22;
const MIN_CELL = 44;
const WIDTH = 720;
/** Above it the text stands in the paper's colour. */
const STRONG = 0.6;

/** Cells coloured from the paper to one colour above 0 and to another below it, each with its number. */
export function matrixChart({ title, y, x, rows, columns, values, full, text, detail }: MatrixChart): Markup {
  const left = 12 + LETTER * Math.max(y.length, ...rows.map((row) => row.length));
  const longest = Math.max(0, ...values.flat().map((value) => text(value).length));
  const cell = Math.max(MIN_CELL, LETTER * longest + 6, Math.min(70, (WIDTH - left - 8) / Math.max(1, columns.length)));
  const columnRoom = 24 + LETTER * Math.max(0, ...columns.map((column) => column.length));
  const isTurned = LETTER * Math.max(0, ...columns.map((column) => column.length)) > cell - 4;
  const top = isTurned ? columnRoom : 36;
  const most = full ?? Math.max(...values.flat().map(Math.abs), Number.MIN_VALUE);
  const [width, height] = [left + cell * columns.length + 8, top + CELL_HEIGHT * rows.length + 6];
  const cells = values.flatMap((row, r) =>
    row.map((value, c) => {
      const share = Math.min(1, Math.abs(value) / most);
      const [atX, atY] = [left + c * cell, top + r * CELL_HEIGHT];
      const sign = value < 0 ? "below" : "above";
      const tip = `${rows[r]!}, ${columns[c]!}: ${text(value)}${detail ? `, ${detail(r, c)}` : ""}`;
      return markup`<rect class="cell ${sign}" style="--share:${Math.round(share * 100)}%" x="${place(atX)}" y="${place(atY)}" width="${place(cell - 1)}" height="${CELL_HEIGHT - 1}"><title>${tip}</title></rect><text class="${share > STRONG ? "on" : "off"}" x="${place(atX + cell / 2)}" y="${place(atY + 14.5)}" text-anchor="middle">${text(value)}</text>`;
    }),
  );
  const columnNames = columns.map((name, c) => {
    const at = left + (c + 0.5) * cell;
    return isTurned
      ? markup`<text transform="translate(${place(at + 4)} ${top - 6}) rotate(-90)">${name}</text>`
      : markup`<text x="${place(at)}" y="${top - 6}" text-anchor="middle">${name}</text>`;
  });
  const rowNames = rows.map(
    (name, r) =>
      markup`<text x="${place(left - 6)}" y="${place(top + (r + 0.66) * CELL_HEIGHT)}" text-anchor="end">${name}</text>`,
  );
  const drawn = markup`<g class="matrix">${cells}${columnNames}${rowNames}<text class="title" x="${place(left + (cell * columns.length) / 2)}" y="12" text-anchor="middle">${x}</text><text class="title" x="0" y="${top - 6}">${y}</text></g>`;
  return figure(
    title,
    `${title}: ${rows.length} by ${columns.length} cells`,
    { width: Math.ceil(width), height },
    drawn,
  );
}
