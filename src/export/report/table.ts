import { type Content, type Markup, markup } from "./markup";

export interface TableColumn {
  readonly name: string;
  readonly isNumber?: boolean;
}

/** A table; the first cell of a row heads it. */
export function table(caption: string, columns: readonly TableColumn[], rows: readonly (readonly Content[])[]): Markup {
  const classOf = (column: number): string => (columns[column]?.isNumber ? "number" : "text");
  return markup`<div class="frame"><table><caption>${caption}</caption><thead><tr>${columns.map(
    ({ name }, c) => markup`<th scope="col" class="${classOf(c)}">${name}</th>`,
  )}</tr></thead><tbody>${rows.map(
    ([head, ...cells]) =>
      markup`<tr><th scope="row">${head ?? ""}</th>${cells.map(
        (cell, c) => markup`<td class="${classOf(c + 1)}">${cell}</td>`,
      )}</tr>`,
  )}</tbody></table></div>
`;
}

/** Names with their values. */
export const facts = (entries: readonly (readonly [name: string, value: Content])[]): Markup =>
  markup`<dl>${entries.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
`;

/** A titled part of the page. */
export const section = (id: string, title: string, ...contents: readonly Content[]): Markup =>
  markup`<section id="${id}"><h2>${title}</h2>
${contents}</section>
`;
