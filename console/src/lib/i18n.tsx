/** Language: texts by typed key, with counts and fillings. */
import { createContext, type ReactNode, useContext, useMemo } from "react";
import type { Text } from "../api/types";
import { usePreference } from "./preference";
import { catalogue, type Form, type Key } from "./words";

export type Language = "nl" | "en";
export type Fill = Record<string, string | number>;

/** The text of a key; `n` chooses between one and many and is written with the language's own grouping. */
export function say(language: Language, key: Key, fill: Fill = {}): string {
  const form = catalogue[key][language] as Form;
  const one = fill.n === 1;
  const text = typeof form === "string" ? form : form[one ? 0 : 1];
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = fill[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? value.toLocaleString(language) : value;
  });
}

export interface Speech {
  (key: Key, fill?: Fill): string;
  language: Language;
  /** A text of the product's own data in the reader's language. */
  of: (text: Text) => string;
  /** The word for a value of an open list, or the value itself. */
  known: (prefix: string, value: string) => string;
}

export function speech(language: Language): Speech {
  const t = ((key, fill) => say(language, key, fill)) as Speech;
  t.language = language;
  t.of = (text) => text[language];
  t.known = (prefix, value) => {
    const key = `${prefix}.${value}`;
    return key in catalogue ? say(language, key as Key) : value;
  };
  return t;
}

const Context = createContext<Speech>(speech("en"));
export const useWords = (): Speech => useContext(Context);

export function Speaking({ children }: { children: ReactNode }) {
  const { lang } = usePreference();
  const t = useMemo(() => speech(lang), [lang]);
  return <Context value={t}>{children}</Context>;
}
