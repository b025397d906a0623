/** Which items a person marked as read, kept on this device under the session's person. */
import { createStore, useStore } from "./store";
import { did } from "./undo";

const most = 2000;
const store = createStore<ReadonlySet<string>>(new Set());
let place = "";

/** Load what this person read before. */
export function readAs(person: string): void {
  place = `igiz.read.${person}`;
  try {
    store.set(new Set(JSON.parse(localStorage.getItem(place) ?? "[]") as string[]));
  } catch {
    store.set(new Set());
  }
}

function change(id: string, isRead: boolean): void {
  const next = new Set(store.get());
  if (isRead) next.add(id);
  else next.delete(id);
  store.set(next);
  try {
    localStorage.setItem(place, JSON.stringify([...next].slice(-most)));
  } catch {
    // without storage it holds until the page is left
  }
}

/** Mark as read, with the way back. */
export function markRead(id: string, text: string): void {
  change(id, true);
  did({ text, undo: () => change(id, false), redo: () => change(id, true) });
}
export const useRead = (): ReadonlySet<string> => useStore(store);
