import fc from "fast-check";
import { expect, test } from "vitest";
import { utf8Length } from "../../../src/corpus/utf8Length";

test("the length is that of the encoded text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(utf8Length(text)).toBe(new TextEncoder().encode(text).length);
    }),
  );
});
