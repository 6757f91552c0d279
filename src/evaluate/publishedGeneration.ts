/** Whose prompts, settings and scoring of generated answers these are. */
export const PUBLISHED_PRESET = "Gurgurov et al. (2025)";

/**
 * How their script has every task answered, translations too: the likeliest token each time, until one of these strings. Those that
 * begin with a line's end never come, for the line's end itself comes before.
 */
export const PUBLISHED_GENERATION = {
  temperature: 0,
  repetitionPenalty: 1.1,
  maxTokens: 128,
  stop: [
    ...["\n", "Question:", "Q:", "Answer:", "A:", "Translation:", "The translation", "Translate:"],
    ...["Summary:", "The summary", "Summarize:", "Passage:", "The passage", "Text:", "Options:", "The options"],
    ...["The choices", "Choices:", "Context:", "The context", "The problem", "Problem:"],
    ...["</s>", "<|endoftext|>", "Human:", "Assistant:"],
  ],
};
