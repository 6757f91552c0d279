import { spawn } from "node:child_process";

/** What a run of the program came to. */
export interface ProgramRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Of another place than where it is built. */
  readonly program?: string;
  /** Interrupts the program once stderr holds this. */
  readonly interruptAt?: RegExp;
}

/** Runs the built command line. */
export function babelscope(args: readonly string[], options: RunOptions = {}): Promise<ProgramRun> {
  const { env = {}, program: path = "dist-cli/babelscope.mjs", interruptAt } = options;
  const program = spawn(process.execPath, [path, ...args], { env: { ...process.env, ...env } });
  let [stdout, stderr, isInterrupted] = ["", "", false];
  program.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  program.stderr.on("data", (chunk) => {
    stderr += chunk;
    if (!isInterrupted && interruptAt?.test(stderr)) {
      isInterrupted = true;
      program.kill("SIGINT");
    }
  });
  return new Promise((resolve, reject) => {
    program.on("error", reject);
    program.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}

/** Runs a command that must succeed; gives what it wrote to stdout. */
export async function succeed(args: readonly string[]) {
  const { code, stdout, stderr } = await babelscope(args);
  if (code !== 0) throw new Error(`babelscope ${args.join(" ")} ended with ${code}:\n${stderr}`);
  return JSON.parse(stdout);
}
