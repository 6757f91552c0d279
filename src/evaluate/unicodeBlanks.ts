/**
 * The characters that Unicode calls white space, with the four separators of ASCII that Python counts to them: what `str.split()`
 * and `str.rstrip()` go by. JavaScript's own `\s` lacks U+001C to U+001F and U+0085 and has the byte order mark besides.
 */
const BLANKS = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";

const RUN_OF_BLANKS = new RegExp(`[${BLANKS}]+`);
const BLANK = new RegExp(`[${BLANKS}]`);

/** The words between white space. */
export const splitAtBlanks = (text: string): string[] => text.split(RUN_OF_BLANKS).filter((word) => word !== "");

/** The text up to its last character that is no white space. */
export function trimEndBlanks(text: string): string {
  let end = text.length;
  while (end > 0 && BLANK.test(text[end - 1]!)) end--;
  return text.slice(0, end);
}
