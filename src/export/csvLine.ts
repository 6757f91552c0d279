/** Nine digits give an f32 back exactly. An unknown value is an empty cell. */
export const toText = (value: number): string => (Number.isNaN(value) ? "" : String(Number(value.toPrecision(9))));

const quote = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** One line of a CSV (RFC 4180). */
export const toLine = (cells: readonly string[]): string => `${cells.map(quote).join(",")}\r\n`;
