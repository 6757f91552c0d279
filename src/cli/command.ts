import type { JsonObject } from "../formats/json";
import { describeOptions, type Options, parseOptions, type Values, wrap } from "./commandLine";
import type { Progress } from "./progress";

export interface CommandContext {
  /** Aborted by SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

/** A command of the program. */
export interface Command {
  readonly help: string;
  /** Gives what goes to stdout. Throws a UsageError for a command line that says something wrong. */
  run(args: readonly string[], context: CommandContext): Promise<JsonObject>;
  /** What to say where it was stopped. */
  readonly resume: string;
}

interface CommandText<O extends Options> {
  readonly name: string;
  readonly summary: string;
  /** A paragraph behind the options. */
  readonly details: string;
  readonly resume: string;
  readonly options: O;
  readonly run: (values: Values<O>, context: CommandContext) => Promise<JsonObject>;
}

const COMMON =
  "Progress goes to stderr, the result as JSON to stdout. Exit code: 0 done, 1 failed, 2 wrong usage, 130 interrupted.";
const WIDTH = 100;

export function defineCommand<O extends Options>(text: CommandText<O>): Command {
  const { name, summary, details, resume, options, run } = text;
  const required = Object.entries(options).filter(([, { required }]) => required);
  const usage = required.map(([key, { value }]) => ` --${key} ${value ?? "VALUE"}`).join("");
  return {
    help: `${summary}

Usage: babelscope ${name}${usage} [options]

${describeOptions(options)}
${wrap(details, WIDTH).join("\n")}

${wrap(COMMON, WIDTH).join("\n")}
`,
    resume,
    run: (args, context) => run(parseOptions(options, args), context),
  };
}
