/**
 * Makes `bench/RESULTS.md` of the newest run's numbers in `bench/out/`. Reports of older runs are left out, so a table never mixes runs;
 * benches that the run left out are named.
 */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { cpus, loadavg, platform, release, totalmem } from "node:os";

const OUT = "bench/out";
const ORDER = [
  "scan",
  "decoder",
  "training",
  "trainingGrowth",
  "matmul",
  "attentionKernel",
  "count",
  "select",
  "controls",
  "memory",
  "import",
  "attention",
];

/** @typedef {import("./benchReport").SavedReport} SavedReport */

/** @returns {Promise<SavedReport[]>} */
async function readNewestRun() {
  const names = (await readdir(OUT)).filter((name) => name.endsWith(".json"));
  /** @type {SavedReport[]} */
  const reports = await Promise.all(names.map(async (name) => JSON.parse(await readFile(`${OUT}/${name}`, "utf8"))));
  const newest = reports
    .map(({ run }) => run)
    .sort()
    .at(-1);
  const place = (/** @type {SavedReport} */ { name }) => ORDER.indexOf(name);
  return reports.filter(({ run }) => run === newest).sort((a, b) => place(a) - place(b));
}

/** Four figures are more than any of these measurements repeats. */
const figure = (/** @type {number} */ value) =>
  (value === 0 ? 0 : Number(value.toPrecision(4))).toLocaleString("en", { maximumSignificantDigits: 4 });

/** A row of a table; what a cell holds must not end it. */
const row = (/** @type {readonly string[]} */ ...cells) =>
  `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;

function section(/** @type {SavedReport} */ { name, question, how, rows }) {
  const table = rows.map(({ what, value, unit, note = "" }) => row(what, figure(value), unit, note));
  return [
    `## ${question}`,
    "",
    `${how} (\`bench/out/${name}.json\`)`,
    "",
    row("what", "value", "unit", "note"),
    "|---|--:|---|---|",
    ...table,
    "",
  ];
}

function goals(/** @type {readonly SavedReport[]} */ reports) {
  const lines = reports.flatMap(({ goals }) =>
    goals.map(({ goal, met, found }) => `* **${met ? "met" : "not met"}**: ${goal}. ${found}.`),
  );
  return ["## Goals", "", ...lines, ""];
}

function machine(/** @type {readonly SavedReport[]} */ reports) {
  const ranOn = Object.assign({}, ...reports.map(({ ranOn }) => ranOn));
  const all = cpus();
  const facts = {
    date: reports[0].run,
    processor: `${all[0].model}, ${all.length} cores`,
    memory: `${(totalmem() / 2 ** 30).toFixed(0)} GiB`,
    system: `${platform()} ${release()}`,
    browser: ranOn.browser,
    adapter: ranOn.adapter ?? "none was asked for",
    "load of the last 15 minutes": `${loadavg()[2].toFixed(1)} on ${all.length} cores`,
  };
  const caution = ranOn.adapter?.includes("(software)")
    ? [
        `The WebGPU adapter is software: ${all.length} cores, shared with other work, compute what a GPU would. Absolute numbers of this run say`,
        "nothing about a GPU; only ratios within a table count, and processor time more than time.",
        "`BENCH_GPU=1 npm run bench` takes the machine's own adapter.",
        "",
      ]
    : [];
  return [...caution, row("", ""), "|---|---|", ...Object.entries(facts).map(([what, says]) => row(what, says)), ""];
}

const reports = await readNewestRun();
if (reports.length === 0) throw new Error(`${OUT} holds no numbers: npm run bench makes them`);
const missing = ORDER.filter((name) => !reports.some((report) => report.name === name));
const text = [
  "# Bench results",
  "",
  "Made by `npm run bench`; all numbers come from one run.",
  ...(missing.length > 0 ? [`Not part of this run: ${missing.join(", ")}.`] : []),
  "",
  ...machine(reports),
  ...goals(reports),
  ...reports.flatMap(section),
];
await writeFile("bench/RESULTS.md", text.join("\n"));
console.log(text.join("\n"));
