import { mkdir, writeFile } from "node:fs/promises";

/**
 * Writes one bench's numbers to `bench/out/NAME.json`; `bench/report.mjs` makes the tables of them.
 * @param {string} name
 * @param {import("./benchReport").BenchReport} report
 */
export async function saveReport(name, report) {
  const saved = { name, run: process.env.BENCH_RUN ?? "", saved: new Date().toISOString(), ...report };
  await mkdir("bench/out", { recursive: true });
  await writeFile(`bench/out/${name}.json`, JSON.stringify(saved, null, 2));
}
