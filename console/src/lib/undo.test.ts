import { expect, it } from "vitest";
import { did, forget, redoLast, undoLast } from "./undo";

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

it("offers no way back for what was done to something that is gone since", async () => {
  const said: string[] = [];
  did({ text: "a", of: "report--1", undo: () => void said.push("a") });
  did({ text: "b", of: "report--2", undo: () => void said.push("b") });
  forget("report--2");
  await undoLast();
  await undoLast();
  expect(said).toEqual(["a"]);
});

it("does not do again what could not be undone", async () => {
  const said: string[] = [];
  const undo = () => Promise.reject(new Error("it changed"));
  did({ text: "a", undo, redo: () => void said.push("redo") });
  await undoLast();
  await redoLast();
  expect(said).toEqual([]);
});
