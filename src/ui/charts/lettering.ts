/** Width of a letter in a figure's small type, in pixels, on average. */
export const LETTER = 5.7;

/** Letters of the longest label; 0 where there is none. */
export const longest = (labels: readonly string[]): number => Math.max(0, ...labels.map(({ length }) => length));
