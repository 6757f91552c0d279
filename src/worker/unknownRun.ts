import { version } from "../../package.json";
import type { Counts } from "./workbench";

/** The record of a result whose making is not known: it came from a file. */
export const unknownRun = (): Counts["record"] => ({
  appVersion: version,
  date: new Date(),
  model: null,
  surgery: null,
  corpus: null,
  reading: null,
  scan: null,
  versions: {},
  adapter: null,
  provider: null,
  browser: null,
  selfCheck: null,
});
