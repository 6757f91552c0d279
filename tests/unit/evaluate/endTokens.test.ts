import { expect, test } from "vitest";
import { endTokens } from "../../../src/evaluate/endTokens";

test.each<[string, { eosTokenId?: number }, number[]]>([
  ['{"eos_token_id": 2}', { eosTokenId: 2 }, [2]],
  ['{"eos_token_id": [128001, 128008]}', { eosTokenId: 128009 }, [128001, 128008, 128009]],
  ['{"eos_token_id": null}', {}, []],
  ['{"eos_token_id": -1}', { eosTokenId: 0 }, [0]],
  ["{}", {}, []],
])("%s with %j ends texts at %j", (config, tokenizer, want) => {
  expect(endTokens(config, tokenizer)).toEqual(want);
});
