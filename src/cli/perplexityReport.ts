import { tooFewWindows } from "../evaluate/fewestWindows";
import type { Interval } from "../evaluate/interval";
import type { PerplexityChange } from "../evaluate/perplexityChange";
import type { PerplexityResult } from "../evaluate/perplexityResult";
import { countPredicting } from "../evaluate/scoredText";
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

/** Of a single window there is no interval: a draw has no other. */
const interval = ({ low, high }: Interval, windows: number): JsonValue => (windows > 1 ? [low, high] : null);

/** A model's figures by language, without its windows; `note` says where these are too few for their intervals. */
export function figures({ subject, result, change }: Measured): JsonObject {
  const byLanguage = result.languages.map((one) => {
    const windows = countPredicting(one.windowTokens);
    const changed = change?.languages.find(({ language }) => language === one.language);
    return [
      one.language,
      {
        tokens: one.tokens,
        windows,
        tail_tokens: one.tailTokens,
        bytes: one.bytes,
        loss_nats: one.lossNats,
        loss_interval: interval(one.lossInterval, windows),
        perplexity: Math.exp(one.lossNats),
        bits_per_byte: one.bitsPerByte,
        bits_interval: interval(one.bitsInterval, windows),
        ...(changed
          ? {
              change_nats: changed.change,
              change_interval: interval(changed.changeInterval, windows),
              change_bits_per_byte: changed.bitsChange,
              change_bits_interval: interval(changed.bitsInterval, windows),
            }
          : {}),
      },
    ] as const;
  });
  const note = tooFewWindows(result.languages.map(({ windowTokens }) => countPredicting(windowTokens)));
  return { name: subject.name, weights: subject.weights, note, languages: Object.fromEntries(byLanguage) };
}
