/** What a person prefers on this device: language, theme, density, keys. The address may override the first two. */
import { createStore, useStore } from "./store";

export interface Preference {
  lang: "nl" | "en";
  theme: "light" | "dark";
  density: "close" | "comfortable";
  letters: boolean;
  /** Own key per action id. */
  keys: Record<string, string>;
}
const place = "igiz.preference";

function kept(): Partial<Preference> {
  try {
    return JSON.parse(localStorage.getItem(place) ?? "{}") as Partial<Preference>;
  } catch {
    return {};
  }
}

function first(): Preference {
  const root = document.documentElement;
  return {
    density: "close",
    letters: true,
    keys: {},
    ...kept(),
    // set by first-paint.js from the address, what was kept, or the system
    lang: root.lang === "nl" ? "nl" : "en",
    theme: root.dataset.theme === "dark" ? "dark" : "light",
  };
}

const store = createStore<Preference>(typeof document === "undefined" ? ({} as Preference) : first());

function show(preference: Preference): void {
  const root = document.documentElement;
  root.lang = preference.lang;
  // forced colours are the system's choice: ours only tells severity apart on its background
  const forced = matchMedia("(forced-colors: active)").matches;
  const systemDark = matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = forced ? (systemDark ? "dark" : "light") : preference.theme;
  root.dataset.density = preference.density;
}

export function prefer(part: Partial<Preference>): void {
  store.set((old) => ({ ...old, ...part }));
  show(store.get());
  try {
    localStorage.setItem(place, JSON.stringify({ ...kept(), ...part }));
  } catch {
    // a browser that keeps nothing still shows the choice until the page is left
  }
}

if (typeof document !== "undefined") show(store.get());
export const usePreference = (): Preference => useStore(store);
export const preference = (): Preference => store.get();
