import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { TaskFile } from "../../../src/evaluate/readRecords";
import { likelihoodExample, likelihoodPairs } from "../../../src/evaluate/tasks/likelihoodTask";
import { type ChoiceSet, choiceSets } from "../../../src/evaluate/tasks/taskSets";
import { lmEvalSamples } from "../../../src/export/lmEvalSamples";

type Pair = readonly [context: string, continuation: string];

interface Golden {
  readonly shot: unknown;
  readonly rows: readonly unknown[];
  readonly zeroShot: readonly (readonly Pair[])[];
  readonly oneShot: readonly (readonly Pair[])[];
  readonly scores: readonly {
    readonly row: number;
    readonly logLikelihoods: readonly number[];
    readonly acc: number;
    readonly acc_norm?: number;
  }[];
}

const golden = JSON.parse(
  readFileSync(new URL("../../fixtures/tasks/prompts.json", import.meta.url), "utf8"),
) as Readonly<Record<string, Golden>>;

const fileOf = (name: string, records: readonly unknown[]): TaskFile => ({
  name,
  text: records.map((record) => JSON.stringify(record)).join("\n"),
});

function setOf(task: string, { shot, rows }: Golden): ChoiceSet {
  const { sets, unused } = choiceSets([fileOf(`${task}.dev.jsonl`, [shot]), fileOf(`${task}.test.jsonl`, rows)]);
  expect(unused).toEqual([]);
  expect(sets.map(({ task: name, skipped }) => [name, skipped])).toEqual([[task, []]]);
  return sets[0]!;
}

describe("what lm-evaluation-harness 0.4.13 asks", () => {
  for (const [task, made] of Object.entries(golden)) {
    const asked = (fewShot: number): Pair[][] => {
      const set = setOf(task, made);
      return set.rows.map((row) =>
        likelihoodPairs(set, row, { fewShot, seed: 1 }).map(({ context, continuation }) => [
          context,
          ` ${continuation}`,
        ]),
      );
    };

    it(`${task}: the prompt and its continuations`, () => {
      expect(asked(0)).toEqual(made.zeroShot);
    });

    it(`${task}: with a solved example in front`, () => {
      expect(asked(1)).toEqual(made.oneShot);
    });

    it(`${task}: the scores of likelihoods`, () => {
      const set = setOf(task, made);
      for (const { row, logLikelihoods, acc, acc_norm } of made.scores) {
        const document = set.rows[row]!;
        const pairs = likelihoodPairs(set, document, { fewShot: 0, seed: 1 });
        const { scores } = likelihoodExample(document, pairs, logLikelihoods);
        expect(scores.acc, `row ${row}`).toBe(acc);
        if (acc_norm !== undefined) expect(scores.acc_norm, `row ${row}`).toBe(acc_norm);
      }
    });

    it(`${task}: the samples file says what was asked`, async () => {
      const set = setOf(task, made);
      const examples = set.rows.map((row) => {
        const pairs = likelihoodPairs(set, row, { fewShot: 0, seed: 1 });
        return likelihoodExample(
          row,
          pairs,
          pairs.map(() => -1),
        );
      });
      const result = {
        task,
        language: null,
        preset: "",
        fewShot: 0,
        seed: 1,
        metrics: [],
        examples,
        skipped: [],
        cut: 0,
      };
      const { lines } = await lmEvalSamples(result, {});
      expect(lines.map(({ arguments: requests }) => requests)).toEqual(
        made.zeroShot.map((pairs) =>
          Object.fromEntries(pairs.map(([arg_0, arg_1], i) => [`gen_args_${i}`, { arg_0, arg_1 }])),
        ),
      );
    });

    it(`${task}: the same metrics`, () => {
      const theirs = ["acc", "acc_norm"].filter((name) => name in made.scores[0]!);
      expect(setOf(task, made).layout.metrics).toEqual(theirs);
    });
  }
});
