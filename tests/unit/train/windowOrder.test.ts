import { expect, test } from "vitest";
import { windowOrder } from "../../../src/train/windowOrder";

const ALL = [0, 1, 2, 3, 4, 5, 6];

test("file order starts over when it ends", () => {
  const order = windowOrder(7, { seed: 3, shuffle: false });
  expect(order.take(0, 7)).toEqual(ALL);
  expect(order.take(5, 4)).toEqual([5, 6, 0, 1]);
});

test("a shuffled epoch holds every window once, and each epoch has its own order", () => {
  const order = windowOrder(7, { seed: 3, shuffle: true });
  const epochs = [0, 1, 2, 3].map((epoch) => order.take(7 * epoch, 7));
  for (const epoch of epochs) expect([...epoch].sort()).toEqual(ALL);
  expect(new Set(epochs.map(String)).size).toBeGreaterThan(2);
});

test("what comes at a place depends on nothing but the seed", () => {
  const whole = windowOrder(7, { seed: 3, shuffle: true }).take(0, 28);
  const late = windowOrder(7, { seed: 3, shuffle: true });
  expect(late.take(19, 5)).toEqual(whole.slice(19, 24));
  expect(late.take(3, 9)).toEqual(whole.slice(3, 12));
  expect(windowOrder(7, { seed: 4, shuffle: true }).take(0, 28)).not.toEqual(whole);
});
