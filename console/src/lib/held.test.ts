import { expect, it } from "vitest";
import { hold } from "./held";

const rows = (...ids: string[]) => ids.map((id) => ({ id }));

it("shows all while nobody is in the list", () => {
  expect(hold(rows("b", "a"), null)).toEqual({ rows: rows("b", "a"), waiting: 0 });
});
it("lets arrivals wait and keeps the order", () => {
  expect(hold(rows("c", "b", "a"), ["a", "b"])).toEqual({ rows: rows("a", "b"), waiting: 1 });
});
it("drops what is hidden and adds older pages below", () => {
  expect(hold(rows("c", "a", "z"), ["b", "a"])).toEqual({ rows: rows("a", "z"), waiting: 1 });
});
