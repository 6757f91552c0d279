import { describe, expect, test } from "vitest";
import { describeOptions, type Options, parseOptions } from "../../../src/cli/commandLine";
import { UsageError } from "../../../src/cli/exitCodes";

const options = {
  model: { kind: "text", required: true, value: "DIR", help: "the model's folder" },
  languages: { kind: "list", help: "languages to scan" },
  tokensPerLanguage: { kind: "integer", min: 1, help: "at most so many tokens of each language, drawn with the seed" },
  topRate: { kind: "number", min: 0, help: "share of neurons" },
  method: { kind: "text", choices: ["lora", "full"], help: "how" },
  stop: { kind: "texts", value: "STRING", help: "ends an output" },
  bos: { kind: "flag", help: "begin windows with it" },
} as const satisfies Options;

describe("a command line", () => {
  test("gives typed values; what was not given is undefined, a flag false", () => {
    const values = parseOptions(options, [
      "--model",
      "a b",
      "--languages",
      "mlt, isl",
      "--tokens-per-language=12",
      "--bos",
    ]);
    expect(values).toEqual({
      model: "a b",
      languages: ["mlt", "isl"],
      tokensPerLanguage: 12,
      topRate: undefined,
      method: undefined,
      stop: undefined,
      bos: true,
    });
    expect(parseOptions(options, ["--model", "m", "--top-rate", "1e-2"]).topRate).toBe(0.01);
  });

  test("an option of texts may be given again, and keeps commas", () => {
    const values = parseOptions(options, ["--model", "m", "--stop", "a, b", "--stop=\\n"]);
    expect(values.stop).toEqual(["a, b", "\\n"]);
    expect(() => parseOptions(options, ["--model", "m", "--stop", "a", "--stop", ""])).toThrow(/--stop is empty/);
  });

  const BAD: readonly (readonly [what: string, args: string[], says: RegExp])[] = [
    ["a required option", [], /--model is missing: the model's folder/],
    ["an unknown option", ["--modle", "m"], /--modle/],
    ["a stray word", ["--model", "m", "corpus"], /corpus/],
    ["no value", ["--model"], /--model/],
    ["an empty value", ["--model", ""], /--model is empty/],
    ["a word for a number", ["--model", "m", "--top-rate", "high"], /--top-rate is "high"; it takes a number from 0/],
    ["half a count", ["--model", "m", "--tokens-per-language", "1.5"], /takes a whole number from 1/],
    ["too small a count", ["--model", "m", "--tokens-per-language", "0"], /takes a whole number from 1/],
    ["an unknown choice", ["--model", "m", "--method", "magic"], /--method is "magic"; it may be lora, full/],
  ];
  test.each(BAD)("is refused for %s", (_, args, says) => {
    expect(() => parseOptions(options, args)).toThrow(UsageError);
    expect(() => parseOptions(options, args)).toThrow(says);
  });
});

test("help names every option with its value, its text wrapped beside it", () => {
  const lines = describeOptions(options).split("\n");
  expect(lines[0]).toBe("  --model DIR                     the model's folder (required)");
  expect(lines).toContain("  --stop STRING                   ends an output (may be given again)");
  expect(lines).toContain("  --method lora|full              how");
  expect(lines).toContain(
    "  --tokens-per-language INTEGER   at most so many tokens of each language, drawn with the seed",
  );
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(100);
});
