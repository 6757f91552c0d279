import { useSyncExternalStore } from "react";
import { onPreferences, preferences } from "./preferences";

const prefersDark = window.matchMedia("(prefers-color-scheme: dark)");

/** Keeps `data-theme` on <html>, which theme.css reads, at what was chosen. */
export function followTheme(): void {
  const apply = () => {
    const { theme } = preferences();
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  };
  apply();
  onPreferences(apply);
}

/** The theme one sees. */
function shownTheme(): "light" | "dark" {
  const { theme } = preferences();
  if (theme !== "system") return theme;
  return prefersDark.matches ? "dark" : "light";
}

function subscribe(listener: () => void): () => void {
  const stop = onPreferences(listener);
  prefersDark.addEventListener("change", listener);
  return () => {
    stop();
    prefersDark.removeEventListener("change", listener);
  };
}

/** The theme one sees, followed as it changes: canvases and charts draw anew with it. */
export function useTheme(): "light" | "dark" {
  return useSyncExternalStore(subscribe, shownTheme);
}

/** The value of a colour token now, as `rgb(...)`: for canvases and charts, which do not know CSS variables. */
export function themeColor(token: `--${string}`): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${token})`;
  document.documentElement.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
