/** Numbers as the page writes them: thousands separated, units always, three significant digits unless it is a count. */

/** Stands where there is no value; put the reason beside it (`Missing`). */
export const DASH = "–";

/** Keeps a number and its unit on one line. */
const NBSP = "\u00a0";

const counts = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const figures = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 3 });

/** A count, in full: 18432 -> "18,432". */
export function formatCount(count: number): string {
  return Number.isFinite(count) ? counts.format(count) : DASH;
}

/** A measured number: 0.31159 -> "0.312", 5123.4 -> "5,120"; tiny ones as 1.2e-7. */
export function formatFigure(value: number): string {
  if (!Number.isFinite(value)) return DASH;
  if (value !== 0 && Math.abs(value) < 1e-4) return value.toExponential(1);
  return figures.format(value);
}

/** A probability, rate or ratio in a column: always three decimals, so that the points stand below each other. */
export function formatColumn(value: number): string {
  return Number.isFinite(value) ? value.toFixed(3) : DASH;
}

/**
 * A change, with its sign and so many decimals that the points stand below each other: "−0.023", "+0.010"; with more where those would
 * show less than two digits of it: "+0.00042", "−1.2e-7".
 */
export function formatChange(change: number, decimals = 3): string {
  if (!Number.isFinite(change)) return DASH;
  if (change === 0) return `±${change.toFixed(decimals)}`;
  const size = Math.abs(change);
  const small = size < 1e-4 ? size.toExponential(1) : size.toPrecision(2);
  return `${change < 0 ? "−" : "+"}${size < 10 ** (1 - decimals) ? small : size.toFixed(decimals)}`;
}

/** "1 language", "16 languages". */
export function formatPlural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)}${NBSP}${count === 1 ? one : many}`;
}

/** Bytes in decimal units, as file managers and model hubs give them: 7650000 -> "7.65 MB". */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes)) return DASH;
  const units = ["B", "kB", "MB", "GB", "TB"];
  let [value, unit] = [bytes, 0];
  while (Math.abs(value) >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  // All three digits, so that a column of sizes stands in line: "11.0 kB" below "11.3 kB".
  const text = unit === 0 ? formatCount(value) : value.toPrecision(3);
  return `${text}${NBSP}${units[unit]}`;
}

/** Seconds as a clock: 6 -> "0:06", 3723 -> "1:02:03". Rounded up, so that what is left never reads 0:00 too soon. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return DASH;
  const whole = Math.ceil(seconds);
  const two = (value: number) => String(value).padStart(2, "0");
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** A share from 0 to 1: 0.0512 -> "5.12 %". */
export function formatPercent(share: number): string {
  return Number.isFinite(share) ? `${formatFigure(share * 100)}${NBSP}%` : DASH;
}

/** How much of a job is done, in whole per cent: never 100 before the end. */
export function formatProgress(done: number, total: number): string {
  if (!(total > 0)) return DASH;
  return `${Math.min(100, Math.floor((100 * done) / total))}${NBSP}%`;
}

export function formatSpeed(tokensPerSecond: number | null): string {
  return tokensPerSecond === null ? DASH : `${formatFigure(tokensPerSecond)}${NBSP}tok/s`;
}

export function formatNats(entropy: number): string {
  return Number.isFinite(entropy) ? `${formatFigure(entropy)}${NBSP}nats` : DASH;
}

/** An estimate with its interval: "0.312 (0.298–0.327)". */
export function formatEstimate(value: number, low: number, high: number): string {
  return `${formatFigure(value)} (${formatFigure(low)}–${formatFigure(high)})`;
}

/** Name of a neuron, layer and index from 0. */
export function formatNeuron(layer: number, index: number): string {
  return `L${layer}N${index}`;
}

/** A date of the manifest (ISO) as "21 Nov 2026, 07:41". */
export function formatDate(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return DASH;
  return date.toLocaleString("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
}
