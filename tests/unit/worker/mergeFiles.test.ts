import { expect, test } from "vitest";
import { importCorpus } from "../../../src/corpus/importCorpus";
import { mergeFiles } from "../../../src/worker/mergeFiles";

const { signal } = new AbortController();
const fileOf = (name: string, text: string) => ({ name, blob: new Blob([text]) });
const namesOf = (files: readonly { name: string }[]) => files.map(({ name }) => name);

test("files of other names are added", async () => {
  expect(namesOf(await mergeFiles([fileOf("mt.txt", "a")], [fileOf("is.txt", "a")], signal))).toEqual([
    "mt.txt",
    "is.txt",
  ]);
});

test("an equal file of the same name takes the place of the first", async () => {
  const again = fileOf("mt.txt", "tajjeb\n");
  const merged = await mergeFiles([fileOf("mt.txt", "tajjeb\n"), fileOf("is.txt", "x")], [again], signal);
  expect(namesOf(merged)).toEqual(["mt.txt", "is.txt"]);
  expect(merged[0]!.blob).toBe(again.blob);
});

test("different files of one name are all kept, each once, and keep their language", async () => {
  const parts = ["a\n", "b\n", "longer\n"].map((text) => fileOf("mt.txt", text));
  const once = await mergeFiles([], parts, signal);
  expect(namesOf(once)).toEqual(["mt.txt", "(2)/mt.txt", "(3)/mt.txt"]);
  const twice = await mergeFiles(once, parts, signal);
  expect(namesOf(twice)).toEqual(namesOf(once));
  const { languages } = await importCorpus(twice, {}, { signal });
  expect(languages).toHaveLength(1);
  expect(languages[0]!.language).toBe("mlt_Latn");
  expect([...languages[0]!.documents].sort()).toEqual(["a", "b", "longer"]);
});

test("a file that cannot be read any more is kept beside the other", async () => {
  const stream = () => new ReadableStream({ pull: (controller) => controller.error(new Error("gone")) });
  const gone = Object.assign(new Blob(["a"]), { stream });
  const merged = await mergeFiles([fileOf("mt.txt", "b")], [{ name: "mt.txt", blob: gone }], signal);
  expect(namesOf(merged)).toEqual(["mt.txt", "(2)/mt.txt"]);
});

test("a Cancel stops it", async () => {
  const stopped = AbortSignal.abort(new Error("cancelled"));
  const files = [fileOf("mt.txt", "a")];
  await expect(mergeFiles(files, [fileOf("mt.txt", "b")], stopped)).rejects.toThrow("cancelled");
});
