import { expect, test } from "vitest";
import { unreadFiles } from "../../../src/ui/corpus/unreadFiles";
import type { CorpusTable } from "../../../src/worker/textProtocol";

const row = (...files: string[]) => ({ files }) as unknown as CorpusTable["rows"][number];
const issue = (file: string, line: number, reason: string) => ({ file, line, reason, excerpt: "" });

test("files that nothing was read of are told once, by the first thing that was wrong with them", () => {
  const rows = [row("de.txt"), row("mt.jsonl", "all.zip/is.txt")];
  const issues = [
    issue("mt.jsonl", 2, "no JSON"),
    issue("fr.txt", 0, "the file is empty"),
    issue("bad.jsonl", 1, "no object"),
    issue("bad.jsonl", 2, "no JSON"),
    issue("all.zip", 0, "one of its files is damaged"),
    issue("all.zip/en.txt", 0, "the file is empty"),
  ];
  expect(unreadFiles({ rows, issues })).toEqual([
    { file: "fr.txt", why: "the file is empty" },
    { file: "bad.jsonl", why: "line 1: no object" },
    { file: "all.zip/en.txt", why: "the file is empty" },
  ]);
});
