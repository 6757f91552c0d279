import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { firstCheckpoint } from "../../../src/lape/scanCheckpoint";
import { scanSaver } from "../../../src/lape/scanSaver";

const SCAN = firstCheckpoint([], { nLayers: 1, dMlp: 1 }, 1);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A store whose saves take `costMs`. */
function store(costMs: number) {
  const saves: number[][] = [];
  const save = async (_: unknown, changed: readonly number[]): Promise<void> => {
    saves.push([...changed]);
    vi.advanceTimersByTime(costMs);
  };
  return { saves, save, load: async () => undefined };
}

test("saves when the time has come, and only what changed since", async () => {
  const { saves, ...rest } = store(0);
  const saver = scanSaver(rest, 3000);
  saver.touch(0);
  await saver.whenDue(SCAN);
  expect(saves).toEqual([]);
  vi.advanceTimersByTime(3000);
  saver.touch(1);
  saver.touch(0);
  await saver.whenDue(SCAN);
  expect(saves).toEqual([[0, 1]]);
  saver.touch(1);
  await saver.whenDue(SCAN);
  expect(saves.length).toBe(1);
  await saver.now(SCAN);
  expect(saves).toEqual([[0, 1], [1]]);
  await saver.now(SCAN); // nothing changed
  expect(saves.length).toBe(2);
});

test("a slow store is asked more rarely: saving takes a twentieth of the time at most", async () => {
  const { saves, ...rest } = store(1000);
  const saver = scanSaver(rest, 3000);
  for (let second = 0; second < 60; second++) {
    vi.advanceTimersByTime(1000);
    saver.touch(0);
    await saver.whenDue(SCAN);
  }
  // after 3 s, then every 20 s of work
  expect(saves.length).toBe(3);
});

test("what could not be saved is saved the next time", async () => {
  const saves: number[][] = [];
  let broken = true;
  const save = async (_: unknown, changed: readonly number[]): Promise<void> => {
    if (broken) throw new Error("disk full");
    saves.push([...changed]);
  };
  const saver = scanSaver({ save, load: async () => undefined }, 0);
  saver.touch(4);
  await expect(saver.whenDue(SCAN)).rejects.toThrow("disk full");
  broken = false;
  await saver.now(SCAN);
  expect(saves).toEqual([[4]]);
});

test("without a store nothing happens", async () => {
  const saver = scanSaver(undefined, 0);
  saver.touch(0);
  await saver.now(SCAN);
});
