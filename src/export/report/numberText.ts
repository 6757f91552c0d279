/** Stands where there is no value. */
export const DASH = "–";

const counts = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const figures = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 3 });

/** In full: 18,432. */
export const countText = (count: number): string => counts.format(count);

/** Three significant digits; tiny ones as 1.20e-7. */
export function figureText(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return DASH;
  return value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential(2) : figures.format(value);
}

/** Three decimals, so that points stand below each other. */
export const columnText = (value: number | null | undefined): string =>
  value === null || value === undefined || !Number.isFinite(value) ? DASH : value.toFixed(3);

/** A difference with its sign: −0.023, +0.010; with more decimals where three show less than two digits of it: +0.00042, −1.2e-7. */
export function changeText(change: number | null | undefined): string {
  if (change === null || change === undefined || !Number.isFinite(change)) return DASH;
  const size = Math.abs(change);
  if (size === 0) return "±0.000";
  const small = size < 1e-4 ? size.toExponential(1) : size.toPrecision(2);
  return `${change < 0 ? "−" : "+"}${size < 0.01 ? small : size.toFixed(3)}`;
}

/** Bounds of an estimate: "2.31 to 2.45". */
export const boundsText = (
  { low, high }: { readonly low: number; readonly high: number },
  text: (value: number) => string,
): string => `${text(low)} to ${text(high)}`;

/** ISO date and time to the minute, in UTC. */
export const dateText = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;

/** Seconds as 1:02:03. */
export function durationText(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (value: number) => String(value).padStart(2, "0");
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}
