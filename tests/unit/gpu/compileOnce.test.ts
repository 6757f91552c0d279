import { expect, test } from "vitest";
import { allByName } from "../../../src/gpu/compileOnce";

test("a record's values come under their names whatever order they settle in, and the first failure is told", async () => {
  const later = Promise.resolve().then(() => "late");
  expect(await allByName({ late: later, soon: Promise.resolve(1) })).toEqual({ late: "late", soon: 1 });
  const failing = allByName({ never: new Promise<void>(() => {}), bad: Promise.reject(new Error("no such kernel")) });
  await expect(failing).rejects.toThrow("no such kernel");
});
