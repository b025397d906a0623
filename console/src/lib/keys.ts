/** Keys: every action has an id, a usual key and a word; letters never act in a field. */
import { useEffect } from "react";
import type { Fill } from "./i18n";
import { preference } from "./preference";
import { createStore, useStore } from "./store";
import type { Key } from "./words";

export interface Action {
  id: string;
  /** As pressed: `j`, `Shift+z`, `F6`, `?`. */
  key: string;
  word: Key;
  fill?: Fill;
  run?: () => void;
  /** Place among the keys that the foot shows; without it the key stands in "All keys" only. */
  foot?: number;
}

const actions = createStore<readonly Action[]>([]);
export const useActions = (): readonly Action[] => useStore(actions);
/** The key an action has for this person. */
export const keyOf = (action: Action): string => preference().keys[action.id] ?? action.key;

/** `Shift+z` from a keyboard event; signs such as ? keep their own character. */
export function pressed(event: Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "altKey" | "metaKey">): string {
  const letter = /^[a-z]$/i.test(event.key);
  const name = letter ? event.key.toLowerCase() : event.key;
  const shift = event.shiftKey && (letter || event.key.length > 1) ? "Shift+" : "";
  return `${event.ctrlKey || event.metaKey ? "Ctrl+" : ""}${event.altKey ? "Alt+" : ""}${shift}${name}`;
}

const takesText = (target: Element): boolean =>
  target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]") !== null;

/** Where a key may act: signs and letters only outside fields and, for letters, in a list, card or map. */
export function mayAct(key: string, target: Element | null): boolean {
  if (key.length > 1 && !key.startsWith("Shift+")) return true;
  if (!target || target === document.body || target.id === "main") return true;
  if (takesText(target) || target.closest("[role=dialog]")) return false;
  return target.closest("[data-keys], nav, [data-pane]") !== null;
}

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented) return;
  const name = pressed(event);
  const isLetter = /^(Shift\+)?[a-z]$/.test(name);
  if (isLetter && !preference().letters) return;
  if (!mayAct(name, event.target as Element | null)) return;
  const found = actions.get().findLast((action) => action.run && keyOf(action) === name);
  if (!found?.run) return;
  event.preventDefault();
  found.run();
}
if (typeof window !== "undefined") window.addEventListener("keydown", onKey);

/** Offer actions while a component is shown; later ones win over earlier ones with the same key. */
export function useKeys(offered: readonly Action[]): void {
  useEffect(() => {
    actions.set((old) => [...old, ...offered]);
    return () => actions.set((old) => old.filter((action) => !offered.includes(action)));
  }, [offered]);
}

/** How a key is written on the screen. */
export const keyName = (key: string): string =>
  key
    .split(/(?<=\w)\+/)
    .map((part) => (part.length === 1 ? part.toUpperCase() : part === "Escape" ? "Esc" : part))
    .join(" ");

/** Move focus to the next pane (`data-pane`), or the one before. */
export function nextPane(step: 1 | -1): void {
  const panes = [...document.querySelectorAll<HTMLElement>("[data-pane]")].filter((pane) => pane.offsetParent !== null);
  const here = panes.findIndex((pane) => pane.contains(document.activeElement));
  const pane = panes[(here + step + panes.length) % panes.length];
  const within = pane?.querySelectorAll<HTMLElement>(
    "[role=listbox], canvas[tabindex], a[href], button:not([disabled])",
  );
  const inside = [...(within ?? [])].find((element) => element.offsetParent !== null);
  (inside ?? pane)?.focus();
}
