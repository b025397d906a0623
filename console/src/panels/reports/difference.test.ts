import { describe, expect, it } from "vitest";
import { difference } from "./difference";

describe("the difference of two texts", () => {
  it("names what went and what came", () => {
    expect(difference("Two vans stop here", "Three vans stop")).toEqual([
      { kind: "removed", text: "Two" },
      { kind: "added", text: "Three" },
      { kind: "same", text: " vans stop" },
      { kind: "removed", text: " here" },
    ]);
  });
  it("keeps changed words together", () => {
    expect(difference("Someone else wrote this.", "The text of the second version.")).toEqual([
      { kind: "removed", text: "Someone else wrote this." },
      { kind: "added", text: "The text of the second version." },
    ]);
  });
  it("is one part for equal texts and none for empty ones", () => {
    expect(difference("same", "same")).toEqual([{ kind: "same", text: "same" }]);
    expect(difference("", "")).toEqual([]);
    expect(difference("", "new")).toEqual([{ kind: "added", text: "new" }]);
  });
});
