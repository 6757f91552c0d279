/** A file that does not hold what it says. The message names the place in the file and what to do about it. */
export class FormatError extends Error {
  override readonly name = "FormatError";
}
