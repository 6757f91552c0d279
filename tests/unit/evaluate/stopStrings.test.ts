import { expect, test } from "vitest";
import { stopWatch } from "../../../src/evaluate/stopStrings";

/** What is shown of pieces, piece by piece, then at the end; and what stopped it. */
function watch(stops: readonly string[], pieces: readonly string[]) {
  const stop = stopWatch(stops);
  const shown = pieces.map((piece) => stop.push(piece));
  return { shown: [...shown, stop.end()], found: stop.found };
}

test("without stop strings all comes at once", () => {
  expect(watch([], ["a", "bc"])).toEqual({ shown: ["a", "bc", ""], found: null });
});

test("a stop string that spans pieces ends the text before it", () => {
  expect(watch(["\nQ:"], ["A: yes", "\n", "Q", ": next"])).toEqual({
    shown: ["A: yes", "", "", "", ""],
    found: "\nQ:",
  });
});

test("what could have begun one is held back until it has not", () => {
  expect(watch(["\nQ:"], ["x\n", "Q", "uite", "\n"])).toEqual({ shown: ["x", "", "\nQuite", "", "\n"], found: null });
});

test("of several the one that begins first ends the text, wherever in a piece", () => {
  expect(watch(["STOP", "end"], ["the end of STOP"])).toEqual({ shown: ["the ", ""], found: "end" });
});

test("a beginning within a beginning is found", () => {
  expect(watch(["aab"], ["a", "a", "a", "b", "c"])).toEqual({ shown: ["", "", "a", "", "", ""], found: "aab" });
});

/** Every way to cut a text in three shows the same, and never takes back. */
test("the cut does not matter", () => {
  const text = "abcabdab\nQ: tail";
  for (let i = 0; i <= text.length; i++) {
    for (let j = i; j <= text.length; j++) {
      const { shown, found } = watch(["abd", "\nQ:"], [text.slice(0, i), text.slice(i, j), text.slice(j)]);
      expect(shown.join("")).toBe("abc");
      expect(found).toBe("abd");
    }
  }
});
