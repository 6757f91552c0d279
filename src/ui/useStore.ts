import { useSyncExternalStore } from "react";
import { type State, store } from "../state/store";

/**
 * A part of the state, followed as it changes. The selector must return a value that stays the same while the state
 * does: a field, or a plain number or string made from fields; never a new array or object.
 */
export function useStore<T>(selector: (state: State) => T): T {
  return useSyncExternalStore(store.subscribe, () => selector(store.getState()));
}
