import { useMemo } from "react";
import { N_COLORS } from "../languageStyle";
import { themeColor, useTheme } from "../theme";
import type { FigureTheme } from "./figure";

/** Colours are read anew for each theme; which one it is, the stylesheet knows. */
function readFigureTheme(_theme: "light" | "dark"): FigureTheme {
  return {
    paper: themeColor("--surface"),
    text: themeColor("--text"),
    text2: themeColor("--text-2"),
    line: themeColor("--line"),
    missing: themeColor("--hover"),
    accent: themeColor("--accent"),
    series: Array.from({ length: N_COLORS }, (_, i) => themeColor(`--lang-${i}`)),
  };
}

/** The colours of figures on the screen, from the page's tokens; new when the theme changes. */
export function useFigureTheme(): FigureTheme {
  const theme = useTheme();
  return useMemo(() => readFigureTheme(theme), [theme]);
}
