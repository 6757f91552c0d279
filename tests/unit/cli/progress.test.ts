import { expect, test } from "vitest";
import { duration, percent, progressOn } from "../../../src/cli/progress";

function terminal(isTTY: boolean) {
  let time = 0;
  const written: string[] = [];
  const progress = progressOn({ isTTY, columns: 12, write: (text) => written.push(text) }, () => time);
  const wait = (ms: number): void => {
    time += ms;
  };
  return { progress, written, wait };
}

test("a terminal's line is replaced, cut to its width, at most ten times a second", () => {
  const { progress, written, wait } = terminal(true);
  wait(100);
  progress.tell("step 1");
  wait(50);
  progress.tell("step 2");
  wait(50);
  progress.tell("step 3 of a great many");
  progress.say("note");
  progress.end();
  expect(written).toEqual(["\r\u001b[Kstep 1", "\r\u001b[Kstep 3 of a", "\n", "note\n"]);
});

test("a file gets lines of its own, fewer and fewer", () => {
  const { progress, written, wait } = terminal(false);
  for (let s = 0; s < 1000; s++) {
    wait(1000);
    progress.tell(`second ${s}`);
  }
  progress.end();
  expect(written[0]).toBe("second 0\n");
  expect(written.length).toBeGreaterThan(50);
  expect(written.length).toBeLessThan(150);
});

test("times and shares in words", () => {
  expect([duration(0.2), duration(59), duration(61), duration(3600), duration(7325)]).toEqual([
    ...["1 s", "59 s", "1 min 1 s", "1 h 00 min", "2 h 02 min"],
  ]);
  expect([percent(1, 3), percent(3, 3), percent(0, 0)]).toEqual(["33 %", "100 %", "0 %"]);
});
