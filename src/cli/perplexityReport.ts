import type { PerplexityChange } from "../evaluate/perplexityChange";
import type { PerplexityResult } from "../evaluate/perplexityResult";
import type { Manifest } from "../export/manifest";
import type { JsonObject, JsonValue } from "../formats/json";
import type { CliSubject } from "./openSubject";

/** One model's losses, and what changed from the base. */
export interface Measured {
  readonly subject: CliSubject;
  readonly result: PerplexityResult;
  readonly change: PerplexityChange | null;
  readonly manifest: Manifest;
}

/** Languages that were left out, each with why. */
export const notMeasured = ({ unmeasured }: Pick<PerplexityResult, "unmeasured">): JsonObject => ({
  unmeasured: Object.fromEntries(unmeasured.map(({ language, reason }) => [language, reason])),
});

const interval = ({ low, high }: { low: number; high: number }): JsonValue => [low, high];

/** A model's figures by language, without its windows. */
export function figures({ subject, result, change }: Measured): JsonObject {
  const byLanguage = result.languages.map((one) => {
    const changed = change?.languages.find(({ language }) => language === one.language);
    return [
      one.language,
      {
        tokens: one.tokens,
        tail_tokens: one.tailTokens,
        bytes: one.bytes,
        loss_nats: one.lossNats,
        loss_interval: interval(one.lossInterval),
        perplexity: Math.exp(one.lossNats),
        bits_per_byte: one.bitsPerByte,
        bits_interval: interval(one.bitsInterval),
        ...(changed
          ? {
              change_nats: changed.change,
              change_interval: interval(changed.changeInterval),
              change_bits_per_byte: changed.bitsChange,
              change_bits_interval: interval(changed.bitsInterval),
            }
          : {}),
      },
    ] as const;
  });
  return { name: subject.name, weights: subject.weights, languages: Object.fromEntries(byLanguage) };
}
