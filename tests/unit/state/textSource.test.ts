import { afterEach, expect, test, vi } from "vitest";
import { readTextSources } from "../../../src/state/textSource";

const { signal } = new AbortController();
afterEach(() => vi.unstubAllGlobals());

/** A server of these files, by address. */
function serve(files: Readonly<Record<string, string>>): void {
  vi.stubGlobal("location", { href: "https://here.example/app/" });
  vi.stubGlobal("fetch", async (url: URL) => {
    const text = files[url.href];
    return new Response(text ?? "", { status: text === undefined ? 404 : 200 });
  });
}

test("files, named blobs and addresses side by side", async () => {
  serve({ "https://data.example/flores/isl_Latn.devtest?v=2": "eitt\n", "https://here.example/app/m%C3%A0.txt": "x" });
  const sources = [
    new File(["a"], "mt.txt"),
    { name: "texts/de.txt", blob: new Blob(["b"]) },
    "https://data.example/flores/isl_Latn.devtest?v=2",
    "mà.txt",
  ];
  const files = await readTextSources(sources, signal);
  expect(await Promise.all(files.map(async ({ name, blob }) => [name, await blob.text()]))).toEqual([
    ["mt.txt", "a"],
    ["texts/de.txt", "b"],
    ["isl_Latn.devtest", "eitt\n"],
    ["mà.txt", "x"],
  ]);
});

test.each([
  ["https://data.example/mt.txt", "https://data.example/mt.txt answered 404: look at the address"],
  ["https://data.example/texts/", "is the address of a folder"],
  ["http://[", '"http://[" is not an address'],
])("%s says what is wrong with it", async (address, says) => {
  serve({});
  await expect(readTextSources([address], signal)).rejects.toThrow(says);
});

test("a server that cannot be reached is named", async () => {
  serve({});
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
  await expect(readTextSources(["mt.txt"], signal)).rejects.toThrow(
    /https:\/\/here\.example\/app\/mt\.txt could not be fetched \(Failed to fetch\)/,
  );
});

test("a Blob without a name is refused, with the way to name it", async () => {
  await expect(readTextSources([new Blob(["a"]) as File], signal)).rejects.toThrow(
    'give { name: "mlt_Latn.txt", blob }',
  );
});
