/** Facts about the screen that change what is shown, not only how. */
import { useSyncExternalStore } from "react";

function follow(query: string) {
  const list = typeof matchMedia === "undefined" ? null : matchMedia(query);
  const subscribe = (listener: () => void) => {
    list?.addEventListener("change", listener);
    return () => list?.removeEventListener("change", listener);
  };
  const read = () => list?.matches ?? false;
  return () => useSyncExternalStore(subscribe, read);
}

/** Room for list, map and detail side by side (the same bound as in the style sheets). */
export const useWide = follow("(min-width: 100em)");
/** One column. */
export const useNarrow = follow("(max-width: 47.99em)");
export const useForcedColours = follow("(forced-colors: active)");
export const useSystemDark = follow("(prefers-color-scheme: dark)");
