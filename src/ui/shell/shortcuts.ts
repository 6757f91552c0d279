import { useEffect } from "react";
import { preferences } from "../preferences";
import { go, VIEWS } from "../route";
import { HELP_ID } from "./Help";

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest("input, select, textarea, [contenteditable]") !== null;

function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.altKey || event.metaKey || !preferences().shortcuts || isTyping(event.target)) return;
  if (event.key === "?") document.getElementById(HELP_ID)?.togglePopover();
  const view = VIEWS[Number(event.key) - 1];
  if (view) go(view);
}

/** `?` opens the help, 1 to 6 go to a step; not while one types. */
export function useShortcuts(): void {
  useEffect(() => {
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}
