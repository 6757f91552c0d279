import type { ReportRequest } from "../worker/reportProtocol";
import { client } from "./connection";

/** A report on a run, or on the open model alone, as one HTML file: what was run, what was measured of it, and what made the numbers. */
export const report = (request: ReportRequest = {}): Promise<Blob> => client.call("report", request);
