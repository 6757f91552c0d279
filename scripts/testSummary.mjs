// Prints "N passed, N failed" from the test report. A suite that stopped before or beside its tests (format, types, lint,
// build, an uncaught error) counts as a failure, and so does a skipped test: nothing here is allowed to be skipped.
import { readFileSync } from "node:fs";

const status = Number(process.argv[2]);
let passed = 0;
let failed = 0;
try {
  const report = JSON.parse(readFileSync(".cache/test-report.json", "utf8"));
  passed = report.numPassedTests;
  failed = report.numFailedTests + report.numPendingTests + report.numTodoTests;
} catch (error) {
  console.error(`no test report: ${error.message}`);
}
if (failed === 0 && (status !== 0 || passed === 0)) failed = 1;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
