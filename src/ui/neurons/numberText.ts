/** Numbers that stand in columns: the same places behind the point, so that they can be compared down the column. */

const PLACES = 3;

/** A probability: "0.312", and "<0.001" where rounding would make it zero. */
export function probabilityText(probability: number): string {
  if (Number.isNaN(probability)) return "–";
  if (probability > 0 && probability < 0.5 * 10 ** -PLACES) return `<${(10 ** -PLACES).toFixed(PLACES)}`;
  return probability.toFixed(PLACES);
}

/** A signed number: "−0.045". */
export function signedText(value: number): string {
  if (Number.isNaN(value)) return "–";
  const text = Math.abs(value).toFixed(PLACES);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}
