import { useSyncExternalStore } from "react";
import type { ThemeChoice } from "./settings";

const prefersDark = window.matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();
let choice: ThemeChoice = "system";

export const themeChoice = (): ThemeChoice => choice;

export function setTheme(next: ThemeChoice): void {
  choice = next;
  if (next === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = next;
  for (const listener of listeners) listener();
}

/** The theme one sees. */
function shownTheme(): "light" | "dark" {
  if (choice !== "system") return choice;
  return prefersDark.matches ? "dark" : "light";
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  prefersDark.addEventListener("change", listener);
  return () => {
    listeners.delete(listener);
    prefersDark.removeEventListener("change", listener);
  };
}

/** The theme one sees, followed as it changes: canvases and charts draw anew with it. */
export function useTheme(): "light" | "dark" {
  return useSyncExternalStore(subscribe, shownTheme);
}

export function useThemeChoice(): ThemeChoice {
  return useSyncExternalStore(subscribe, themeChoice);
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
