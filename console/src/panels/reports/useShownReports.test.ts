import { describe, expect, it } from "vitest";
import type { ListedRow } from "../../api/feed";
import { chosenRows } from "./useShownReports";

const row = (id: string, mine: boolean, revoked: boolean) => ({ id, mine, revoked }) as ListedRow;

describe("the filters of the desk", () => {
  const rows = [row("a", true, false), row("b", false, false), row("c", true, true)];
  it("tells own, from others and revoked apart", () => {
    const ids = (whose: Parameters<typeof chosenRows>[1]) => chosenRows(rows, whose).map((each) => each.id);
    expect(ids("all")).toEqual(["a", "b", "c"]);
    expect(ids("own")).toEqual(["a"]);
    expect(ids("others")).toEqual(["b"]);
    expect(ids("revoked")).toEqual(["c"]);
  });
});
