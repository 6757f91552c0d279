import { expect, test } from "vitest";
import { latestWins } from "../../../../src/ui/parts/latestWins";

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

test("one at a time, and of those that waited only the last", async () => {
  const ran: number[] = [];
  const release: (() => void)[] = [];
  const ask = latestWins<number>(
    (argument) => {
      ran.push(argument);
      return new Promise<void>((resolve) => release.push(resolve));
    },
    () => expect.unreachable(),
  );
  for (const argument of [1, 2, 3, 4]) ask(argument);
  expect(ran).toEqual([1]);
  release.shift()!();
  await settled();
  expect(ran).toEqual([1, 4]);
  release.shift()!();
  await settled();
  ask(5);
  expect(ran).toEqual([1, 4, 5]);
});

test("a failure is told and does not stop what waits", async () => {
  const errors: string[] = [];
  const ran: number[] = [];
  const ask = latestWins<number>(
    async (argument) => {
      ran.push(argument);
      if (argument === 1) throw new Error("no counts");
    },
    ({ message }) => errors.push(message),
  );
  ask(1);
  ask(2);
  await settled();
  expect([ran, errors]).toEqual([[1, 2], ["no counts"]]);
});
