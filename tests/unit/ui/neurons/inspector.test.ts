import { expect, test } from "vitest";
import { axisEnd } from "../../../../src/ui/neurons/inspector/axisEnd";
import { neighbours } from "../../../../src/ui/neurons/inspector/neighbours";
import { columnsOfKey, rowOfKey } from "../../../../src/ui/neurons/table/rowKeys";

test("the axis ends at the first round tick that holds every interval, at most at 1", () => {
  expect(axisEnd([{ high: 0.36 }, { high: 0.1 }])).toBeCloseTo(0.4);
  expect(axisEnd([{ high: 0.999 }])).toBe(1);
  expect(axisEnd([{ high: 0.052 }])).toBeCloseTo(0.06);
  expect(axisEnd([])).toBeCloseTo(0.01);
});

test("neighbours run through the layers and end with the model", () => {
  expect(neighbours({ layer: 1, index: 0 }, 2, 4)).toEqual({
    before: { layer: 0, index: 3 },
    after: { layer: 1, index: 1 },
  });
  expect(neighbours({ layer: 0, index: 0 }, 2, 4).before).toBeNull();
  expect(neighbours({ layer: 1, index: 3 }, 2, 4).after).toBeNull();
});

test("keys move through the rows of the table and stop at its ends", () => {
  const press = (key: string, row: number, ctrlKey = false) => rowOfKey({ key, ctrlKey }, row, 20);
  expect([press("ArrowDown", 3), press("ArrowUp", 0), press("PageDown", 15), press("PageUp", 15)]).toEqual([
    4, 0, 19, 3,
  ]);
  expect([press("Home", 9), press("Home", 9, true), press("End", 9, true), press("a", 9)]).toEqual([null, 0, 19, null]);
  expect([columnsOfKey({ key: "ArrowLeft" }), columnsOfKey({ key: "ArrowRight" }), columnsOfKey({ key: "x" })]).toEqual(
    [-1, 1, null],
  );
});
