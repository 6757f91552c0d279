import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { abortOnSignals, Interrupted } from "../../../src/cli/interrupt";

test("the first signal aborts, the second ends; afterwards signals are free again", () => {
  const source = new EventEmitter();
  const heard: string[] = [];
  const { signal, stop } = abortOnSignals(source as never, {
    onFirst: () => heard.push("first"),
    onSecond: () => heard.push("second"),
  });
  expect(signal.aborted).toBe(false);
  source.emit("SIGTERM");
  expect(signal.reason).toBeInstanceOf(Interrupted);
  source.emit("SIGINT");
  expect(heard).toEqual(["first", "second"]);
  stop();
  expect(source.listenerCount("SIGINT") + source.listenerCount("SIGTERM")).toBe(0);
});
