import { describe, expect, it } from "vitest";
import { say } from "./i18n";
import { catalogue, type Form, type Key, wordFiles } from "./words";

const forms = (form: Form): readonly string[] => (typeof form === "string" ? [form] : form);
const holes = (form: Form): string[] =>
  [...new Set(forms(form).flatMap((text) => text.match(/\{\w+\}/g) ?? []))].sort();

describe("the catalogue", () => {
  it.each(Object.keys(catalogue) as Key[])("has %s in both languages with the same fillings", (key) => {
    const { nl, en } = catalogue[key];
    for (const text of [...forms(nl), ...forms(en)]) expect(text.trim()).toBe(text);
    expect([...forms(nl), ...forms(en)].includes("")).toBe(false);
    expect(holes(nl)).toEqual(holes(en));
  });
  it("gives each key once", () => {
    const parts = wordFiles.map((part) => Object.keys(part).length);
    expect(parts.reduce((sum, n) => sum + n, 0)).toBe(Object.keys(catalogue).length);
  });
  it("uses no exclamation marks", () => {
    const loud = Object.values(catalogue).filter(({ nl, en }) => `${nl}${en}`.includes("!"));
    expect(loud).toEqual([]);
  });
});

describe("say", () => {
  it("chooses one or many and groups figures as the language does", () => {
    expect(say("en", "item.persons", { n: 1 })).toBe("1 person");
    expect(say("nl", "item.persons", { n: 4120 })).toBe("4.120 personen");
  });
});
