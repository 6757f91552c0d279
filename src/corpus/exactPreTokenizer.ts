import { isJsonObject } from "../formats/json";

/** As the file says it. */
type Step = Readonly<Record<string, unknown>>;

/** Any one character, line ends too. */
const ANY = "[\\s\\S]";
const PUNCTUATION = "[\\p{P}!-/:-@\\[-`{-~]";

/** How a piece that matches `match` joins what is around it, as a pattern whose matches and gaps are the pieces. */
const BEHAVIORS: Readonly<Record<string, ((match: string) => string) | undefined>> = {
  isolated: (match) => match,
  contiguous: (match) => `(?:${match})+`,
  // The second part takes the end of a text at once: without it each of its places would look for a match in vain.
  mergedwithprevious: (match) => `(?:(?!${match})${ANY})*(?:${match})|(?:(?!${match})${ANY})+`,
  mergedwithnext: (match) => `(?:${match})(?:(?!${match})${ANY})*`,
};

/** A step that splits at a pattern as the behavior says, written as one that only isolates or removes. */
function splitAt(match: string, behavior: unknown): Step {
  const join = BEHAVIORS[String(behavior).toLowerCase()];
  const [regex, how] = join === undefined ? [match, behavior] : [join(match), "Isolated"];
  return { type: "Split", pattern: { Regex: regex }, behavior: how, invert: false };
}

function exactSplit(step: Step): Step {
  const { pattern, behavior, invert } = step;
  // Isolated pieces are the same pieces whichever of them are called matches.
  const isIsolated = String(behavior).toLowerCase() === "isolated";
  if (!isJsonObject(pattern) || (invert === true && !isIsolated)) return step;
  const match =
    typeof pattern.String === "string" ? pattern.String.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, "\\$&") : pattern.Regex;
  return typeof match === "string" ? splitAt(match, behavior) : step;
}

/**
 * The `pre_tokenizer` of a tokenizer.json with the steps rewritten that the JavaScript library computes unlike the Rust one:
 * it knows no digits but 0-9, joins punctuation whatever the file says, takes other blanks for blanks and isolates every
 * split. The rewritten steps say the same in patterns that both compute alike.
 */
export function exactPreTokenizer(step: unknown): unknown {
  if (!isJsonObject(step)) return step;
  switch (step.type) {
    case "Sequence":
      return Array.isArray(step.pretokenizers)
        ? { ...step, pretokenizers: step.pretokenizers.map(exactPreTokenizer) }
        : step;
    case "Digits":
      return splitAt("\\p{N}", step.individual_digits === true ? "Isolated" : "Contiguous");
    case "Punctuation":
      return splitAt(PUNCTUATION, step.behavior ?? "Isolated");
    case "WhitespaceSplit":
      return splitAt("\\s+", "Removed");
    case "Split":
      return exactSplit(step);
    default:
      return step;
  }
}
