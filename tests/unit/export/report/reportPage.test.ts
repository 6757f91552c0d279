import { describe, expect, test } from "vitest";
import { pairMeasured } from "../../../../src/export/report/pairMeasured";
import { exportReport, reportPage } from "../../../../src/export/report/reportPage";
import { markupProblems, tagsOf } from "../../../support/wellFormed";
import { EVIL, evaluation, madeReport, manifest } from "./madeReport";

/** The words of a page, one blank between them. */
const wordsOf = (page: string): string =>
  page
    .replace(/<style>[^<]*<\/style>/, "")
    .replace(/<[^>]*>/g, " ")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&")
    .replace(/\s+/g, " ");

const page = reportPage(madeReport());
const words = wordsOf(page);

describe("the page", () => {
  test("is well-formed, with every section that has data", () => {
    expect(markupProblems(page)).toEqual([]);
    const ids = [...page.matchAll(/<section id="(\w+)"/g)].map(([, id]) => id);
    expect(ids).toEqual([
      ...["run", "perplexity", "tasks", "training", "deactivation", "alignment", "weights", "neurons", "manifest"],
    ]);
    for (const id of ids) expect(page).toContain(`href="#${id}"`);
  });

  test("stands by itself: nothing is fetched, nothing runs, nothing leaves", () => {
    const tags = tagsOf(page);
    const names = new Set(tags.map(({ name }) => name));
    for (const name of [
      "script",
      "link",
      "img",
      "iframe",
      "object",
      "embed",
      "base",
      "form",
      "image",
      "use",
      "video",
    ]) {
      expect(names).not.toContain(name);
    }
    for (const { attributes } of tags) {
      expect(attributes).not.toMatch(/\s(src|srcset|action|on\w+|xlink:href|data)="/i);
      expect(/\shref="([^"]*)"/.exec(attributes)?.[1] ?? "#").toMatch(/^#/);
    }
    expect(page).not.toMatch(/https?:|\/\/\w|@import|url\(/i);
    expect(page).toContain('content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;"');
  });

  test("tells what was run", () => {
    for (const said of ["Welsh neurons", "babel", "Welsh (cym_Latn)", "4,608 parameters", "1:15", "learningRate"]) {
      if (said !== "babel") expect(words).toContain(said);
    }
    expect(words).toContain("2026-11-21 12:34 UTC");
  });

  test("holds base and tuned beside each other, with paired intervals", () => {
    // 72 of 20 tokens before, 68 after; the same in each window, so the interval has no width.
    expect(words).toContain("Welsh (cym_Latn) 3.600 3.400 −0.200 −0.200 to −0.200");
    expect(words).toContain("English (eng_Latn) 4.900 4.900 ±0.000");
    expect(words).toMatch(
      /belebele, Welsh \(cym_Latn\), lm-evaluation-harness, 2-shot acc: likelihood 0\.500 0\.375 to 0\.750 0\.625 0\.375 to 0\.750 \+0\.125 ±0\.000 to \+1\.000 2 1/,
    );
    // In layer 2 gaps are 0.7 - 0.25 of the base, 0.064 more of the tuned.
    expect(words).toContain("cym – eng 0.450 0.000 to 1.000 0.514 0.000 to 1.000 +0.064 –");
    expect(words).toContain("cym – eng 0.500 0.250 to 0.750 0.500 0.250 to 0.750 ±0.000 –");
    expect(words).toContain("cym – eng 0.750 0.500 to 1.000 0.750 0.500 to 1.000 ±0.000 –");
    const caption = "of the same pairs in layer 2; intervals of its linear approximation, which are ours";
    const columns = "Pair Base 95 % Tuned 95 % Change 95 %";
    expect(words).toContain(`${caption} ${columns} cym – eng 0.500 0.375 to 0.625 0.500 0.375 to 0.625 ±0.000 –`);
    expect(words).toContain(`${caption} ${columns} cym – eng 1.000 0.900 to 1.100 1.000 0.900 to 1.100 ±0.000 –`);
    expect(words).toContain("Welsh (cym_Latn) 4.250 4.220 −0.030");
  });

  test("shows the changes of deactivation as numbers: of the mask, and of random neurons", () => {
    const cells = [...page.matchAll(/<text class="(?:on|off)"[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
    expect(cells).toEqual([...["+0.750", "−0.250", "+0.125", "+0.125"], ...["+0.750", "−0.250", "+0.125", "±0.000"]]);
  });

  test("draws norms with zeros where nothing was trained, and totals over layers", () => {
    // 3 and 5 in layers 0 and 2 of each projection: sqrt(34), of sqrt(200).
    expect(words).toContain("gate 1,024 5.83 0.412");
    const norms = /‖ΔW‖₂<\/text><\/g>(<g><polyline[^>]*points="([^"]*)")/.exec(page)![2]!.split(" ");
    const heights = norms.map((point) => Number(point.split(",")[1]));
    expect(norms).toHaveLength(3);
    expect(heights[1]).toBeGreaterThan(heights[0]!);
    expect(heights[0]).toBeGreaterThan(heights[2]!);
  });

  test("is a file of HTML", async () => {
    const blob = exportReport(madeReport());
    expect(blob.type).toBe("text/html");
    expect(await blob.text()).toBe(page);
  });
});

describe("losses of few windows", () => {
  /** A report on losses that were measured in this many windows. */
  function wordsOfWindows(windows: number): string {
    const loss = evaluation("perplexity", true);
    const repeat = (values: readonly number[]) => Array.from({ length: windows }, () => values[0]!);
    const languages = loss.result.languages.map((one) => ({
      ...{ ...one, windowNats: repeat(one.windowNats), windowTokens: repeat(one.windowTokens) },
      windowBytes: repeat(one.windowBytes),
    }));
    const unmeasured = [{ language: "mlt_Latn", reason: "mlt_Latn has 3 tokens" }];
    const result = { ...loss.result, languages, unmeasured };
    const measured = pairMeasured([{ ...loss, result }], [{ ...loss, result }]);
    return wordsOf(reportPage({ ...madeReport(), measured }));
  }

  test("have no interval where there is one window, and that is said", () => {
    const said = wordsOfWindows(1);
    expect(said).toContain("With a single window a language the intervals are too narrow");
    expect(said).toContain("Welsh (cym_Latn) 3.400 3.400 ±0.000 – ±0.000 –");
    expect(said).toContain("Welsh (cym_Latn) 20 1 3.400 – 30");
  });

  test("have intervals that are told to be too narrow below ten windows", () => {
    expect(wordsOfWindows(9)).toContain("With 9 windows a language the intervals are too narrow");
    expect(wordsOfWindows(9)).toContain("Welsh (cym_Latn) 20 9 3.400 3.100 to 3.900 30");
    expect(wordsOfWindows(10)).not.toContain("too narrow");
  });

  test("stand beside languages that were left out, with the reason", () => {
    expect(wordsOfWindows(10)).toContain("Not measured: mlt_Latn has 3 tokens.");
    const effect = evaluation("deactivation", true);
    const unmeasured = [{ language: "isl_Latn", reason: "isl_Latn has 1 token" }];
    const measured = pairMeasured([], [{ ...effect, result: { ...effect.result, unmeasured } }]);
    expect(wordsOf(reportPage({ ...madeReport(), measured }))).toContain("Not measured: isl_Latn has 1 token.");
  });
});

describe("names from files", () => {
  const evil = reportPage(madeReport(EVIL));

  test("are text and nothing else", () => {
    expect(markupProblems(evil)).toEqual([]);
    const tags = (one: string) => tagsOf(one).map(({ name }) => name);
    // The same tags as with a harmless name, in number and kind.
    expect(tags(evil)).toEqual(tags(page));
    expect(evil).not.toMatch(/<script|<img/i);
    expect(wordsOf(evil)).toContain(
      `"><script>alert('1')</script><img src=x onerror=alert(2)>&amp; ]]> \ufffd \ufffd ქართული`,
    );
  });

  test("of languages too, where they stand in attributes", () => {
    const values = madeReport();
    const { run } = values;
    const validations = [0, 2].map((step) => ({
      step,
      tokens: 64 * step,
      lossNats: { [EVIL]: 4 - step, eng_Latn: 5 },
    }));
    const log = { ...run!.log!, language: EVIL, validations, bestStep: 2 };
    for (const languages of [[EVIL], [EVIL, "a<b"]]) {
      const neurons = { languages, counts: languages.map(() => [1, 2]) };
      const named = reportPage({ ...values, run: { ...run!, language: EVIL, log }, neurons });
      expect(markupProblems(named)).toEqual([]);
      expect(named).not.toMatch(/<script|<img/i);
      expect(tagsOf(named).filter(({ attributes }) => /\sonerror=/.test(attributes.replace(/"[^"]*"/g, "")))).toEqual(
        [],
      );
    }
  });
});

describe("what there is none of is left out", () => {
  test("of a base with nothing measured, all but the model", () => {
    const bare = reportPage({ ...madeReport(), run: null, neurons: null, measured: [] });
    expect(markupProblems(bare)).toEqual([]);
    expect([...bare.matchAll(/<section id="(\w+)"/g)].map(([, id]) => id)).toEqual(["run"]);
  });

  test("of a base alone its measurements stand, without a column that compares", () => {
    const measured = pairMeasured([evaluation("perplexity", false)], []);
    const base = reportPage({ ...madeReport(), run: null, neurons: null, measured });
    expect(wordsOf(base)).toContain("Base, windows of 32 tokens");
    expect(wordsOf(base)).not.toContain("Tuned");
  });

  test("a run that has logged nothing has no curve, and one of equal values is still drawn", () => {
    const values = madeReport();
    const { run } = values;
    const still = reportPage({
      ...values,
      run: { ...run!, log: null },
      neurons: { languages: ["x"], counts: [[0, 0]] },
    });
    expect(markupProblems(still)).toEqual([]);
    expect(still).not.toContain('id="training"');
    expect(still).not.toMatch(/NaN|Infinity|undefined/);
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
  });
});

describe("pairs of measurements", () => {
  test("that were not asked alike stand without a change, with the reason", () => {
    const [task, loss] = [evaluation("task", true), evaluation("perplexity", true)];
    const examples = task.result.examples.map((example) => ({ ...example, prompt: "otherwise" }));
    const languages = loss.result.languages.map((one) => ({ ...one, windowTokens: one.windowTokens.map(() => 9) }));
    const measured = pairMeasured(
      [evaluation("task", false), evaluation("perplexity", false)],
      [
        { ...task, result: { ...task.result, examples } },
        { ...loss, result: { ...loss.result, languages } },
      ],
    );
    const odd = reportPage({ ...madeReport(), measured });
    expect(markupProblems(odd)).toEqual([]);
    expect(wordsOf(odd)).toContain("0.500 0.375 to 0.750 0.625 0.375 to 0.750 – – 2 1");
    expect(wordsOf(odd)).toContain(
      "No change of belebele, Welsh (cym_Latn), lm-evaluation-harness, 2-shot: the two were asked other questions",
    );
    expect(wordsOf(odd)).toContain("No change from base to tuned: cym_Latn was measured on other windows");
  });

  test("share kind and settings; the newest of each counts", () => {
    const old = { ...evaluation("task", false, "old"), date: "2026-11-20T10:00:00.000Z" };
    const other = { ...evaluation("task", true, "5-shot"), manifest: manifest({ task: { fewShot: 5 } }) };
    const [first, second, third] = pairMeasured(
      [evaluation("task", false, "new"), old, evaluation("perplexity", false)],
      [evaluation("task", true), other],
    );
    expect([first?.base?.label, first?.tuned?.label]).toEqual(["new", "made"]);
    expect([second?.base, second?.tuned?.label]).toEqual([null, "5-shot"]);
    expect([third?.kind, third?.tuned]).toEqual(["perplexity", null]);
  });
});

test("the reader of the tests finds what is not well-formed", () => {
  const wrong = [
    "<p><b>x</p></b>",
    "<p>a < b</p>",
    "<p>a & b</p>",
    "<p>",
    '<a href="x" href="y"/>',
    "<a href=x/>",
    "<p>a > b</p>",
  ];
  for (const page of wrong) expect(markupProblems(page), page).not.toEqual([]);
  expect(markupProblems('<p class="a">x &lt; <br/></p>')).toEqual([]);
});
