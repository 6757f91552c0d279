import { afterEach, expect, test } from "vitest";
import { placeSession, runOnSession, takeSession } from "../../../src/worker/benchSession";
import type { Session } from "../../../src/worker/session";
import { workbench } from "../../../src/worker/workbench";

afterEach(() => takeSession());

/** A session whose device can be lost; notes when it is released. */
function fakeSession() {
  const events: string[] = [];
  let lose: () => void = () => undefined;
  const lost = new Promise<void>((resolve) => {
    lose = resolve;
  });
  const session = {
    gpu: { device: { lost, destroy: () => events.push("destroy") } },
    source: { release: async () => void events.push("release") },
  } as unknown as Session;
  return {
    session,
    events,
    async lose() {
      lose();
      await new Promise((resolve) => setTimeout(resolve));
    },
  };
}

test("a device that is lost while nothing runs takes its session off the bench", async () => {
  const { session, events, lose } = fakeSession();
  placeSession(session);
  await lose();
  expect(workbench.session).toBeNull();
  expect(events).toEqual(["release", "destroy"]);
});

test("one that is lost under a scan is closed once the scan has ended", async () => {
  const { session, events, lose } = fakeSession();
  placeSession(session);
  const scan = runOnSession(session, async () => {
    await lose();
    expect(workbench.session).toBeNull();
    expect(events).toEqual([]);
    throw new Error("the device was lost");
  });
  await expect(scan).rejects.toThrow("the device was lost");
  expect(events).toEqual(["release", "destroy"]);
});

test("a session that was taken off is left to its taker, and one that serves stays", async () => {
  const { session, events, lose } = fakeSession();
  placeSession(session);
  expect(await runOnSession(session, async () => 7)).toBe(7);
  expect(workbench.session).toBe(session);
  expect(takeSession()).toBe(session);
  await lose();
  expect(events).toEqual([]);
});
