import type { Fit } from "../../model/fit";

/** Class of a chip that tells whether something fits into memory. */
export const FIT_TONE: Readonly<Record<Fit["verdict"], string>> = {
  fits: "ok",
  tight: "warn",
  exceeds: "bad",
  refused: "bad",
};
