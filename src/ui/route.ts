import { useSyncExternalStore } from "react";

/** The steps of the work, in their order. */
export const VIEWS = ["model", "corpus", "scan", "neurons", "tune", "evaluate", "align", "export"] as const;
export type View = (typeof VIEWS)[number];

/** Where one is: a step; in the neurons view the neuron that the inspector shows, in the tune view the run that is open, by its id, in the evaluate view its tab. */
export interface Route {
  readonly view: View;
  readonly neuron: { readonly model: string; readonly layer: number; readonly index: number } | null;
  readonly run: string | null;
  readonly tab: string | null;
}

/** What has an address. */
export type Place = View | NonNullable<Route["neuron"]> | { readonly run: string } | { readonly tab: string };

const HOME: Route = { view: "scan", neuron: null, run: null, tab: null };
const isView = (text: string): text is View => (VIEWS as readonly string[]).includes(text);

/** `#/scan` is a step, `#/tune/{run}` a run, `#/evaluate/{tab}` a tab, `#/{model}/{layer}/{index}` a neuron; anything else is home. */
export function parseRoute(hash: string): Route {
  const parts = hash.replace(/^#?\/?/, "").split("/");
  if (parts.length === 1 && isView(parts[0]!)) return { ...HOME, view: parts[0] };
  if (parts.length === 2 && parts[0] === "tune" && parts[1] !== "") {
    return { ...HOME, view: "tune", run: decode(parts[1]!) };
  }
  if (parts.length === 2 && parts[0] === "evaluate" && parts[1] !== "") {
    return { ...HOME, view: "evaluate", tab: decode(parts[1]!) };
  }
  if (parts.length === 3 && /^\d{1,6}$/.test(parts[1]!) && /^\d{1,9}$/.test(parts[2]!) && parts[0] !== "") {
    const model = decode(parts[0]!);
    return { ...HOME, view: "neurons", neuron: { model, layer: Number(parts[1]), index: Number(parts[2]) } };
  }
  return HOME;
}

/** Percent decoding that never throws: an address may be typed by hand, and decodeURIComponent refuses "50%". */
function decode(part: string): string {
  return new URLSearchParams(`p=${part.replaceAll("+", "%2B").replaceAll("&", "%26")}`).get("p") ?? part;
}

/** The address of a step, a neuron, a run or a tab. */
export function hrefOf(to: Place): string {
  if (typeof to === "string") return `#/${to}`;
  if ("run" in to) return `#/tune/${encodeURIComponent(to.run)}`;
  if ("tab" in to) return `#/evaluate/${encodeURIComponent(to.tab)}`;
  return `#/${encodeURIComponent(to.model)}/${to.layer}/${to.index}`;
}

/** Goes there, as a click on `hrefOf(to)` would. */
export function go(to: Place): void {
  window.location.hash = hrefOf(to);
}

let last = { hash: "", route: HOME };

/** One object as long as the address stays, as useSyncExternalStore asks. */
function currentRoute(): Route {
  const { hash } = window.location;
  if (hash !== last.hash) last = { hash, route: parseRoute(hash) };
  return last.route;
}

function onHashChange(listener: () => void): () => void {
  window.addEventListener("hashchange", listener);
  return () => window.removeEventListener("hashchange", listener);
}

/** Where one is, followed as it changes. */
export function useRoute(): Route {
  return useSyncExternalStore(onHashChange, currentRoute);
}
