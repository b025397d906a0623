/** Things that can be taken back: one toast at a time, Z undoes the last, Shift Z does it again. */
import { createStore, useStore } from "./store";

export interface Deed {
  text: string;
  undo: () => void | Promise<void>;
  redo?: () => void | Promise<void>;
}
export const toastMilliseconds = 10_000;

const toast = createStore<Deed | null>(null);
const done: Deed[] = [];
const undone: Deed[] = [];

/** Say what was done and offer the way back. */
export function did(deed: Deed): void {
  done.push(deed);
  undone.length = 0;
  toast.set(deed);
}
export async function undoLast(): Promise<void> {
  const deed = done.pop();
  if (!deed) return;
  toast.set(null);
  await deed.undo();
  if (deed.redo) undone.push(deed);
}
export async function redoLast(): Promise<void> {
  const deed = undone.pop();
  if (!deed?.redo) return;
  await deed.redo();
  done.push(deed);
  toast.set(deed);
}
export const dismissToast = (): void => toast.set(null);
export const useToast = (): Deed | null => useStore(toast);
