import { useSyncExternalStore } from "react";
import { DEFAULT_SETTINGS, type Settings } from "./settings";

/** How the person wants the page itself: apart from the project's state, which a script may drive too. */
export type Preferences = Pick<Settings, "theme" | "shortcuts">;

let current: Preferences = DEFAULT_SETTINGS;
const listeners = new Set<() => void>();

export const preferences = (): Preferences => current;

export function setPreferences(change: Partial<Preferences>): void {
  current = { ...current, ...change };
  for (const listener of listeners) listener();
}

/** Calls on every change; returns how to stop. */
export function onPreferences(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(onPreferences, preferences);
}
