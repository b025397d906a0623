import { describe, expect, it } from "vitest";
import { readCheckpoint, splitNote, verifyNote } from "./checkpoint";
import { toHex } from "./merkle";

const note =
  "localhost/audit\n41\nhTyA4InYx4eWB0q150QSDOo8kVTxe55+8AvswgHFTvI=\n\n" +
  "— localhost/audit AvdIn5zyb7yi7oYdhhhlnJc+BGzZf9Ngbvk5dqXtE2Ns2xGAnJXSeviyJUIRFaqFqK8JoT2wLaX67lsVO4RYI6HfDQM=\n";
const key = "localhost/audit+02f7489f+AVGgPJLRCY24r12nBhCtcLFdRjKYNhgte334aInTxOe+";

describe("a checkpoint", () => {
  it("says which tree it vouches for", () => {
    const read = readCheckpoint(note);
    expect(read && { ...read, root: toHex(read.root) }).toEqual({
      origin: "localhost/audit",
      size: 41,
      root: "853c80e089d8c78796074ab5e744120cea3c9154f17b9e7ef00becc201c54ef2",
    });
  });
  it("is signed by the log's key", async () => {
    expect(await verifyNote(note, key)).toBe("signed");
  });
  it("is not signed once text, signature or key differs", async () => {
    expect(await verifyNote(note.replace("\n41\n", "\n42\n"), key)).toBe("not-signed");
    expect(await verifyNote(note.replace("nJXSevi", "nJXSevj"), key)).toBe("not-signed");
    expect(await verifyNote(note, key.replace("02f7489f", "02f74890"))).toBe("not-signed");
    expect(await verifyNote(note, key.replace("localhost", "elsewhere"))).toBe("not-signed");
  });
  it("is refused when it is no note", async () => {
    expect(splitNote("localhost/audit\n41\n")).toBe(null);
    expect(readCheckpoint(note.replace("\n41\n", "\n041\n"))).toBe(null);
    expect(readCheckpoint("")).toBe(null);
    expect(await verifyNote("nothing", key)).toBe("not-signed");
  });
});
