import { expect, it } from "vitest";
import { did, redoLast, undoLast } from "./undo";

it("takes back the last deed first and can do it again", async () => {
  const said: string[] = [];
  const deed = (name: string) => ({
    text: name,
    undo: () => void said.push(`undo ${name}`),
    redo: () => void said.push(`redo ${name}`),
  });
  did(deed("a"));
  did(deed("b"));
  await undoLast();
  await undoLast();
  await redoLast();
  expect(said).toEqual(["undo b", "undo a", "redo a"]);
});
