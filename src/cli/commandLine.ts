import { parseArgs } from "node:util";
import { UsageError } from "./exitCodes";

/** An option `--name VALUE`; the name is its key in kebab-case. */
export interface Option {
  /** A list is one value with commas in it; texts are the values of an option that may be given again and again, commas and all. */
  readonly kind: "text" | "texts" | "list" | "integer" | "number" | "flag";
  readonly help: string;
  /** What stands for the value in the help; the kind unless given. */
  readonly value?: string;
  readonly required?: boolean;
  readonly choices?: readonly string[];
  /** The smallest value of a number. */
  readonly min?: number;
}

export type Options = Readonly<Record<string, Option>>;

interface ValueOf {
  readonly text: string;
  readonly texts: readonly string[];
  readonly list: readonly string[];
  readonly integer: number;
  readonly number: number;
  readonly flag: boolean;
}

/** The values of a command line by their keys. A flag is always there, any other option only where it was given. */
export type Values<O extends Options> = {
  readonly [K in keyof O]: O[K] extends { readonly required: true } | { readonly kind: "flag" }
    ? ValueOf[O[K]["kind"]]
    : ValueOf[O[K]["kind"]] | undefined;
};

/** `tokensPerLanguage` as it is typed: `--tokens-per-language`. */
export const flagOf = (key: string): string => `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

type Given = string | boolean | undefined;

/** Reads the arguments behind a command's name. Throws a UsageError that names the option and what it takes. */
export function parseOptions<O extends Options>(options: O, args: readonly string[]): Values<O> {
  const entries = Object.entries<Option>(options);
  const config = Object.fromEntries(
    entries.map(([key, { kind }]) => {
      const type = kind === "flag" ? ("boolean" as const) : ("string" as const);
      return [flagOf(key).slice(2), { type, multiple: kind === "texts" }];
    }),
  );
  let given: Readonly<Record<string, Given | readonly Given[]>>;
  try {
    given = parseArgs({ args: [...args], options: config, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  const values = entries.map(
    ([key, option]) => [key, toValue(flagOf(key), option, given[flagOf(key).slice(2)])] as const,
  );
  return Object.fromEntries(values) as Values<O>;
}

function toValue(flag: string, option: Option, given: Given | readonly Given[]): ValueOf[Option["kind"]] | undefined {
  const { kind, required, choices, min } = option;
  if (Array.isArray(given)) return given.map((one) => toValue(flag, { ...option, kind: "text" }, one) as string);
  if (kind === "flag") return given === true;
  if (typeof given !== "string") {
    if (required) throw new UsageError(`${flag} is missing: ${option.help}`);
    return undefined;
  }
  if (given === "") throw new UsageError(`${flag} is empty: ${option.help}`);
  if (choices && !choices.includes(given)) {
    throw new UsageError(`${flag} is ${JSON.stringify(given)}; it may be ${choices.join(", ")}`);
  }
  if (kind === "list") return given.split(",").map((item) => item.trim());
  if (kind === "text") return given;
  const value = Number(given);
  const isWrong = !Number.isFinite(value) || (kind === "integer" && !Number.isSafeInteger(value));
  if (isWrong || (min !== undefined && value < min)) {
    const from = min === undefined ? "" : ` from ${min}`;
    throw new UsageError(
      `${flag} is ${JSON.stringify(given)}; it takes ${kind === "integer" ? "a whole number" : "a number"}${from}`,
    );
  }
  return value;
}

/** The fields that have a value: settings that leave the others to a default. */
export const given = <T extends object>(fields: { readonly [K in keyof T]: T[K] | undefined }): Partial<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;

const COLUMN = 34;
const WIDTH = 100;

/** The lines of a help text for these options. */
export function describeOptions(options: Options): string {
  return Object.entries(options)
    .map(([key, option]) => {
      const { kind, required, choices, help } = option;
      const name = option.value ?? (choices ? choices.join("|") : kind === "texts" ? "TEXT" : kind.toUpperCase());
      const value = kind === "flag" ? "" : ` ${name}`;
      const head = `  ${flagOf(key)}${value}`;
      const notes = `${kind === "texts" ? " (may be given again)" : ""}${required ? " (required)" : ""}`;
      const lines = wrap(`${help}${notes}`, WIDTH - COLUMN);
      const indent = " ".repeat(COLUMN);
      const first = head.length < COLUMN - 1 ? `${head.padEnd(COLUMN)}${lines.shift()}\n` : `${head}\n`;
      return first + lines.map((line) => `${indent}${line}\n`).join("");
    })
    .join("");
}

/** The words of a text in lines of at most `width`. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
