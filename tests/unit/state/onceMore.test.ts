import { expect, test } from "vitest";
import { onceMore } from "../../../src/state/onceMore";

test("calls that come while the work runs make it run once more, and see what was left last", async () => {
  let counts = 1;
  const seen: number[] = [];
  const release: (() => void)[] = [];
  const select = onceMore(async () => {
    seen.push(counts);
    await new Promise<void>((resolve) => release.push(resolve));
  });
  const first = select();
  const later = [2, 3, 4].map((now) => {
    counts = now;
    return select();
  });
  expect(seen).toEqual([1]);
  release[0]!();
  await first;
  await new Promise((resolve) => setTimeout(resolve));
  release[1]!();
  await Promise.all(later);
  expect(seen).toEqual([1, 4]);
});

test("a failure reaches its own callers only, and the run that is due takes place", async () => {
  let runs = 0;
  const select = onceMore(async () => {
    if (++runs === 1) throw new Error("no counts");
  });
  const [first, second] = await Promise.allSettled([select(), select()]);
  expect(first).toMatchObject({ status: "rejected", reason: { message: "no counts" } });
  expect(second).toMatchObject({ status: "fulfilled" });
  await select();
  expect(runs).toBe(3);
});
