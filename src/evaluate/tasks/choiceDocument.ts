/** A context and what it is asked to go on with; the blank between them belongs to neither. */
export interface ContextAndContinuation {
  readonly context: string;
  readonly continuation: string;
}

/** A question with choices, in the words of both presets. */
export interface ChoiceDocument {
  /** lm-evaluation-harness: what is scored for each choice. The contexts are one and the same, but where the choice is in them. */
  readonly pairs: readonly ContextAndContinuation[];
  /** As lm-evaluation-harness has them: their lengths normalise `acc_norm`. */
  readonly choices: readonly string[];
  /** lm-evaluation-harness: stands before examples and question, with the line ends behind it; "" for nothing. */
  readonly description: string;
  /** Gurgurov et al.: what the output is generated from. The choices are letters in it, from A on. */
  readonly prompt: string;
  /** Of the right choice. */
  readonly gold: number;
  /** As the row says, where it does: FLORES-200 form. */
  readonly language?: string | undefined;
}

/** The letter of a choice: A, B, C ... */
export const letterOf = (choice: number): string => String.fromCharCode(65 + choice);

/** The same context for every choice. */
export const sameContext = (context: string, choices: readonly string[]): ContextAndContinuation[] =>
  choices.map((continuation) => ({ context, continuation }));

/** Choices as the published prompts list them. */
export const letteredLines = (choices: readonly string[]): string =>
  choices.map((choice, i) => `${letterOf(i)}) ${choice}`).join("\n");
