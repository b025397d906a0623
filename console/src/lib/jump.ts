/** A place to bring into view: search asks, whichever map is shown answers. */
import type { Position } from "../api/types";
import { createStore, useStore } from "./store";

export interface Jump {
  name: string;
  position: Position;
}
const store = createStore<Jump | null>(null);
export const jumpTo = (to: Jump): void => store.set({ ...to });
export const useJump = (): Jump | null => useStore(store);
