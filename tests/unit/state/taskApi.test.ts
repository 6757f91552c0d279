import { beforeEach, expect, test, vi } from "vitest";
import { initialState, store } from "../../../src/state/store";
import type { TaskCheck, TaskSetSummary } from "../../../src/worker/taskProtocol";

type Call = (name: string, args: { readonly set?: string; readonly sets?: readonly string[] }) => Promise<unknown>;

const { call } = vi.hoisted(() => {
  // The sample's address is made from the page's own.
  vi.stubGlobal("self", { location: { href: "http://localhost/" } });
  return { call: vi.fn<Call>() };
});
vi.mock("../../../src/state/connection", () => ({ client: { call } }));
const { evaluateTask } = await import("../../../src/state/taskApi");

const setOf = (id: string) => ({ id }) as TaskSetSummary;
const sets = ["belebele/mlt_Latn", "belebele/cym_Latn", "translation"].map(setOf);

/** A worker that finds this of the sets. */
function finding(check: () => TaskCheck): void {
  call.mockImplementation(async (name, { set }) => (name === "checkTasks" ? check() : { summary: { id: set } }));
}
const asked = () => call.mock.calls.flatMap(([name, { set }]) => (name === "evaluateTask" ? [set] : []));

beforeEach(() => {
  call.mockReset();
  store.setState({ ...initialState, tasks: { sets, issues: [] } }, true);
});

test("all tasks are looked at before the first is asked; one without rows is told and left out", async () => {
  finding(() => ({ sets: ["belebele/cym_Latn", "translation"], leftOut: ["belebele/mlt_Latn: no row can be asked"] }));
  const results = await evaluateTask({ fewShot: 2 });
  expect(call.mock.calls[0]!.slice(0, 2)).toMatchObject(["checkTasks", { fewShot: 2, sets: sets.map(({ id }) => id) }]);
  expect(asked()).toEqual(["belebele/cym_Latn", "translation"]);
  expect(results.map(({ summary }) => summary.id)).toEqual(asked());
  expect(store.getState().notices).toMatchObject([
    { kind: "info", message: "Left out of the tasks: belebele/mlt_Latn: no row can be asked" },
  ]);
});

test("settings that one of them cannot be asked with end it before the first is asked", async () => {
  finding(() => {
    throw new RangeError("translation: the files do not hold both fra_Latn and cym_Latn");
  });
  await expect(evaluateTask({ source: "fra_Latn" })).rejects.toThrow("translation: the files do not hold");
  expect(asked()).toEqual([]);
});
