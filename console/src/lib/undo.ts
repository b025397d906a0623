/** Things that can be taken back: one toast at a time, Z undoes the last, Shift Z does it again. */
import { createStore, useStore } from "./store";

export interface Deed {
  text: string;
  undo: () => void | Promise<void>;
  redo?: () => void | Promise<void>;
  /** What it was done to, where a later deed on that leaves no way back. */
  of?: string;
}
export const toastMilliseconds = 10_000;

const toast = createStore<Deed | null>(null);
const failure = createStore<Error | null>(null);
let done: Deed[] = [];
let undone: Deed[] = [];

/** Say what was done and offer the way back. */
export function did(deed: Deed): void {
  done.push(deed);
  undone = [];
  failure.set(null);
  toast.set(deed);
}
/** Offer no way back any more for what was done to this: it was revoked or deleted since. */
export function forget(of: string): void {
  done = done.filter((deed) => deed.of !== of);
  undone = undone.filter((deed) => deed.of !== of);
  if (toast.get()?.of === of) toast.set(null);
}
/** Act, and keep what went wrong for the screen to say. */
async function succeeds(act: () => void | Promise<void>): Promise<boolean> {
  failure.set(null);
  try {
    await act();
    return true;
  } catch (error) {
    failure.set(error as Error);
    return false;
  }
}
export async function undoLast(): Promise<void> {
  const deed = done.pop();
  if (!deed) return;
  toast.set(null);
  if ((await succeeds(deed.undo)) && deed.redo) undone.push(deed);
}
export async function redoLast(): Promise<void> {
  const deed = undone.pop();
  if (!deed?.redo) return;
  if (!(await succeeds(deed.redo))) return;
  done.push(deed);
  toast.set(deed);
}
export const dismissToast = (): void => toast.set(null);
export const dismissFailure = (): void => failure.set(null);
export const useToast = (): Deed | null => useStore(toast);
/** Why the last way back could not be gone; it stays until it is closed. */
export const useUndoFailure = (): Error | null => useStore(failure);
