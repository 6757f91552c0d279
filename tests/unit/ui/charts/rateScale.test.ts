import { expect, test } from "vitest";
import { HIGH_RATE, LOW_RATE } from "../../../../src/ui/charts/rateScale";

const positions = ({ steps }: { steps: number }) => Array.from({ length: steps + 1 }, (_, i) => i);

test("the slider reaches both ends and never goes back", () => {
  for (const scale of [LOW_RATE, HIGH_RATE]) {
    const rates = positions(scale).map(scale.toRate);
    expect(rates[0]).toBe(scale.min);
    expect(rates.at(-1)).toBe(scale.max);
    expect(rates).toEqual([...rates].sort((a, b) => a - b));
  }
});

test("published settings lie on the slider, within a step", () => {
  for (const [scale, rate] of [
    [LOW_RATE, 0.01],
    [LOW_RATE, 0.05],
    [HIGH_RATE, 0.95],
  ] as const) {
    expect(scale.toRate(scale.toPosition(rate)) / rate).toBeCloseTo(1, 1);
  }
});

test("rates read well: two figures of the share, or of what lies above the quantile", () => {
  for (const rate of positions(LOW_RATE).map(LOW_RATE.toRate)) expect(rate).toBe(Number(rate.toPrecision(2)));
  for (const rate of positions(HIGH_RATE).map(HIGH_RATE.toRate)) expect(String(rate).length).toBeLessThanOrEqual(7);
});

test("rates beyond the slider stand at its ends", () => {
  expect(LOW_RATE.toPosition(1)).toBe(LOW_RATE.steps);
  expect(LOW_RATE.toPosition(0.0001)).toBe(0);
  expect(HIGH_RATE.toPosition(1)).toBe(HIGH_RATE.steps);
  expect(HIGH_RATE.toPosition(0.1)).toBeCloseTo(0);
});
