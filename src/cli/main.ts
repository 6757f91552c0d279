import { version } from "../../package.json";
import type { JsonObject } from "../formats/json";
import type { Command } from "./command";
import { EXIT, Interrupted, UsageError } from "./exitCodes";
import { abortOnSignals } from "./interrupt";
import { progressOn, silent } from "./progress";

const COMMANDS: Readonly<Record<string, { readonly summary: string; readonly load: () => Promise<Command> }>> = {
  scan: {
    summary: "count how often each feed-forward neuron fires in each language",
    load: async () => (await import("./scanCommand")).scanCommand,
  },
  select: {
    summary: "select language-specific neurons from the counts",
    load: async () => (await import("./selectCommand")).selectCommand,
  },
  finetune: {
    summary: "train those neurons, or a baseline",
    load: async () => (await import("./finetuneCommand")).finetuneCommand,
  },
  perplexity: {
    summary: "measure the loss of each language, of the base and of what runs made of it",
    load: async () => (await import("./perplexityCommand")).perplexityCommand,
  },
  eval: {
    summary: "ask tasks from files of the base and of what runs made of it",
    load: async () => (await import("./evalCommand")).evalCommand,
  },
  align: {
    summary: "measure how alike translations lie in each layer, of the base and of what runs made of it",
    load: async () => (await import("./alignCommand")).alignCommand,
  },
  generate: {
    summary: "go on with a prompt, by the base, by what runs made of it, and steered",
    load: async () => (await import("./generateCommand")).generateCommand,
  },
  export: {
    summary: "write a PEFT adapter, a merged model or the dequantized base",
    load: async () => (await import("./exportCommand")).exportCommand,
  },
};

const HELP = `babelscope ${version}: language-specific neurons of multilingual language models

Usage: babelscope COMMAND [options]

${Object.entries(COMMANDS)
  .map(([name, { summary }]) => `  ${name.padEnd(12)}${summary}\n`)
  .join("")}
  babelscope COMMAND --help says what a command takes; --version gives the version.

A whole run:
  babelscope scan     --model MODEL --corpus TEXT --out RUN
  babelscope select   --out RUN --top-rate 0.05
  babelscope finetune --model MODEL --corpus TEXT --language mlt_Latn --out RUN
  babelscope export   --model MODEL --delta RUN/delta.safetensors --format adapter --out ADAPTER

Commands compute on the GPU through WebGPU (Dawn, the optional package webgpu).
`;

/** Runs the program; gives its exit code. */
async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    (name === undefined ? process.stderr : process.stdout).write(HELP);
    return name === undefined ? EXIT.usage : EXIT.ok;
  }
  if (name === "--version") {
    process.stdout.write(`${version}\n`);
    return EXIT.ok;
  }
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!entry) {
    process.stderr.write(
      `babelscope: there is no command ${JSON.stringify(name)}; there are ${Object.keys(COMMANDS).join(", ")}\n`,
    );
    return EXIT.usage;
  }
  const command = await entry.load();
  if (rest.includes("--help") || rest.includes("-h")) {
    process.stdout.write(command.help);
    return EXIT.ok;
  }
  return run(name, command, rest);
}

async function run(name: string, command: Command, args: readonly string[]): Promise<number> {
  const progress = args.includes("--quiet") ? silent : progressOn(process.stderr);
  const interrupt = abortOnSignals(process, {
    onFirst: () => progress.say("stopping; once more ends at once, with what was saved before"),
    onSecond: () => process.exit(EXIT.interrupted),
  });
  try {
    const result = await command.run(args, { signal: interrupt.signal, progress });
    progress.end();
    await write(result);
    return EXIT.ok;
  } catch (error) {
    progress.end();
    if (error instanceof Interrupted) await write(error.result);
    return report(name, command, error, interrupt.signal);
  } finally {
    interrupt.stop();
  }
}

/** Resolves once a pipe has taken the result: the program ends at once then. */
const write = (result: JsonObject): Promise<void> =>
  new Promise((resolve) => process.stdout.write(`${JSON.stringify(result, null, 2)}\n`, () => resolve()));

/** The edge: errors become words on stderr and an exit code. */
function report(name: string, command: Command, error: unknown, signal: AbortSignal): number {
  if (error instanceof Interrupted || (signal.aborted && error === signal.reason)) {
    process.stderr.write(`interrupted; ${command.resume}\n`);
    return EXIT.interrupted;
  }
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`babelscope ${name}: ${message}\n`);
  if (error instanceof UsageError) process.stderr.write(`babelscope ${name} --help says what it takes\n`);
  return error instanceof UsageError ? EXIT.usage : EXIT.failed;
}

// Dawn keeps threads of its own: the program ends when its work is done.
main(process.argv.slice(2)).then((code) => process.exit(code));
