import { useSyncExternalStore } from "react";

/** The steps of the work, in their order. */
export const VIEWS = ["model", "corpus", "scan", "neurons", "export"] as const;
export type View = (typeof VIEWS)[number];

/** Where one is: a step, and in the neurons view the neuron that the inspector shows. */
export interface Route {
  readonly view: View;
  readonly neuron: { readonly model: string; readonly layer: number; readonly index: number } | null;
}

const HOME: Route = { view: "scan", neuron: null };
const isView = (text: string): text is View => (VIEWS as readonly string[]).includes(text);

/** `#/scan` is a step, `#/{model}/{layer}/{index}` a neuron; anything else is home. */
export function parseRoute(hash: string): Route {
  const parts = hash.replace(/^#?\/?/, "").split("/");
  if (parts.length === 1 && isView(parts[0]!)) return { view: parts[0], neuron: null };
  if (parts.length === 3 && /^\d{1,6}$/.test(parts[1]!) && /^\d{1,9}$/.test(parts[2]!) && parts[0] !== "") {
    const model = decode(parts[0]!);
    return { view: "neurons", neuron: { model, layer: Number(parts[1]), index: Number(parts[2]) } };
  }
  return HOME;
}

/** Percent decoding that never throws: an address may be typed by hand, and decodeURIComponent refuses "50%". */
function decode(part: string): string {
  return new URLSearchParams(`p=${part.replaceAll("+", "%2B").replaceAll("&", "%26")}`).get("p") ?? part;
}

/** The address of a step, or of a neuron. */
export function hrefOf(to: View | NonNullable<Route["neuron"]>): string {
  if (typeof to === "string") return `#/${to}`;
  return `#/${encodeURIComponent(to.model)}/${to.layer}/${to.index}`;
}

/** Goes there, as a click on `hrefOf(to)` would. */
export function go(to: View | NonNullable<Route["neuron"]>): void {
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
