import type { ImportIssue } from "./corpus";

/** Most issues kept of one file: a file of another kind under a known name could have one a line. */
const MAX_ISSUES_A_FILE = 100_000;

/** Collects issues in the order of their finding. */
export function importIssues(maxAFile = MAX_ISSUES_A_FILE): {
  add(file: string, line: number, reason: string, excerpt?: string, by?: ImportIssue["by"]): void;
  /** All of them, and how many were left out. */
  list(): ImportIssue[];
} {
  const issues: ImportIssue[] = [];
  const counts = new Map<string, number>();
  return {
    add(file, line, reason, excerpt = "", by) {
      const count = (counts.get(file) ?? 0) + 1;
      counts.set(file, count);
      if (count <= maxAFile) issues.push({ file, line, reason, excerpt, ...(by && { by }) });
    },
    list() {
      const cut = [...counts].filter(([, count]) => count > maxAFile);
      const more = cut.map(([file, count]) => ({
        file,
        line: 0,
        reason: `${count - maxAFile} more issues of this file are not listed`,
        excerpt: "",
      }));
      return [...issues, ...more];
    },
  };
}
