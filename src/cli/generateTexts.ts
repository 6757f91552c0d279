import { type GenerateConfig, type Generated, generate } from "../evaluate/generate";
import { promptTokens } from "../evaluate/promptTokens";
import type { SteerStep } from "../evaluate/steering";
import type { Intervention } from "../transformer/interventions";
import type { CommandContext } from "./command";
import type { CliSubject, CliSubjects } from "./openSubject";
import { type SavedParts, savedParts } from "./parts";

/** What is done to neurons; nothing of a text that is not steered. */
export interface Steering {
  readonly steps: readonly SteerStep[];
  readonly interventions: readonly Intervention[];
}

/** What all subjects go on with. */
export interface Asked {
  readonly prompt: string;
  readonly config: GenerateConfig;
  readonly steering: Steering;
  /** Folder in which texts that are whole are kept; none where it is left out. */
  readonly out: string | undefined;
  readonly startOver: boolean;
  /** Gets prompt and text while they are written. */
  readonly write: (text: string) => void;
}

/** A text, and whose it is. */
export interface WrittenText extends Generated {
  readonly subject: CliSubject;
  readonly steps: readonly SteerStep[];
}

export interface WrittenTexts {
  readonly texts: readonly WrittenText[];
  /** Whether all of them came to their end; otherwise the last may be shorter, and others are missing. */
  readonly isWhole: boolean;
  /** Forgets what is kept of them. */
  forget(): Promise<void>;
}

/** As the name in `--out` of one text. */
const PART = "text";

/** What is kept of a text. All that decides it tells it from others: of steering it is what is done to each neuron. */
function partsOf({ weights }: CliSubject, { prompt, config, out, startOver }: Asked, { interventions }: Steering) {
  if (out === undefined) return null;
  const steered = interventions.map(({ index, value, ...rest }) => ({ ...rest, index: [...index], value: [...value] }));
  const { stop, eosTokenIds, ...settings } = config;
  const lists = { stop: [...stop], eosTokenIds: [...eosTokenIds] };
  return savedParts(
    out,
    { kind: "generation", settings: { prompt, ...settings, ...lists, steered }, weights },
    startOver,
  );
}

async function writeText(
  { model, decoder, withTuning }: CliSubjects,
  subject: CliSubject,
  { prompt, config, write }: Asked,
  { interventions }: Steering,
  { signal }: CommandContext,
): Promise<Generated> {
  const { tokenizer } = model;
  return withTuning(subject, (tuning) =>
    generate(decoder, promptTokens(tokenizer, prompt), config, {
      ...{ decode: tokenizer.decode, tuning, interventions, signal },
      onToken: ({ text }) => write(text),
    }),
  );
}

/**
 * Goes on with the prompt, by each subject as it is and then steered. A signal ends it with what has come: texts that were whole are
 * found again.
 */
export async function generateTexts(opened: CliSubjects, asked: Asked, context: CommandContext): Promise<WrittenTexts> {
  const { signal, progress } = context;
  const { steering, prompt, write } = asked;
  const plain: Steering = { steps: [], interventions: [] };
  const all = opened.subjects.flatMap((subject) =>
    (steering.steps.length > 0 ? [plain, steering] : [plain]).map((own) => ({ subject, own })),
  );
  const texts: WrittenText[] = [];
  const saved: SavedParts[] = [];
  for (const { subject, own } of all) {
    if (signal.aborted) break;
    const parts = await partsOf(subject, asked, own);
    if (parts) saved.push(parts);
    const before = (await parts?.load(PART)) as Generated | undefined;
    const name = `${subject.name}${own.steps.length > 0 ? ", steered" : ""}`;
    progress.say(before ? `${name}, written before:` : `${name}:`);
    write(prompt);
    const made = before ?? (await writeText(opened, subject, asked, own, context));
    write(before ? `${made.text}\n` : "\n");
    if (!before && made.stopped !== "cancelled") await parts?.save(PART, made);
    texts.push({ ...made, subject, steps: own.steps });
  }
  return {
    texts,
    isWhole: texts.length === all.length && texts.every(({ stopped }) => stopped !== "cancelled"),
    async forget() {
      for (const parts of saved) await parts.forget();
    },
  };
}
