import type { TrainLog } from "../train/trainLog";
import { toLine, toText } from "./csvLine";

/**
 * A run's log as CSV (RFC 4180), a line an update: `step`, `tokens`, `loss_nats`, `learning_rate`, `grad_norm`, then
 * `validation_{language}` of each validated language, filled where there was a validation after that update; step 0 is the base.
 */
export function exportTrainLogTable({ steps, validations }: Pick<TrainLog, "steps" | "validations">): Blob {
  const languages = [...new Set(validations.flatMap(({ lossNats }) => Object.keys(lossNats)))];
  const lines = [
    toLine([
      ...["step", "tokens", "loss_nats", "learning_rate", "grad_norm"],
      ...languages.map((language) => `validation_${language}`),
    ]),
  ];
  const ofStep = new Map(steps.map((record) => [record.step, record]));
  const validated = new Map(validations.map((record) => [record.step, record]));
  for (const step of [...new Set([...ofStep.keys(), ...validated.keys()])].sort((a, b) => a - b)) {
    const update = ofStep.get(step);
    const validation = validated.get(step);
    const numbers = [update?.lossNats, update?.learningRate, update?.gradNorm].map(toCell);
    const losses = languages.map((language) => toCell(validation?.lossNats[language]));
    lines.push(toLine([String(step), String(update?.tokens ?? validation?.tokens), ...numbers, ...losses]));
  }
  return new Blob(lines, { type: "text/csv" });
}

const toCell = (value: number | undefined): string => toText(value ?? Number.NaN);
