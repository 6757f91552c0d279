/** Text that is markup already; only `markup` makes it, so that nothing else reaches a page unescaped. */
export interface Markup {
  readonly markup: string;
}

/** What may stand in markup: text (escaped), numbers, markup, lists of these; null and false leave nothing. */
export type Content = string | number | Markup | null | false | readonly Content[];

/** Control characters, lone halves of surrogate pairs and two others: no markup may hold them, escaped or not, but for tab and line ends. */
const CONTROL = /[\p{Cc}\p{Cs}\ufffe\uffff]/gu;
const BLANKS = "\t\n\r";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text as it stands in markup, between tags or in a quoted attribute. What no markup may hold becomes U+FFFD. */
const escapeText = (text: string): string =>
  text
    .replace(CONTROL, (one) => (BLANKS.includes(one) ? one : "\ufffd"))
    .replace(/[&<>"']/g, (letter) => ENTITIES[letter]!);

function toText(content: Content): string {
  if (content === null || content === false) return "";
  if (typeof content === "string") return escapeText(content);
  if (typeof content === "number") return String(content);
  return "markup" in content ? content.markup : content.map(toText).join("");
}

/** A template of markup: what is put into it is escaped unless it is markup itself. Attributes must be in double quotes. */
export function markup(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return { markup: parts.map((part, i) => part + (i < contents.length ? toText(contents[i]!) : "")).join("") };
}
