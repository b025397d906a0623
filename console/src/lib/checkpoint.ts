/** Signed checkpoints of the audit log: C2SP tlog-checkpoint in a signed note, with Ed25519. Pure. */
import { type Hash, sameHash } from "./merkle";

export interface Checkpoint {
  origin: string;
  size: number;
  root: Hash;
}
export interface Note {
  /** What is signed, its last newline included. */
  text: string;
  signatures: { name: string; keyId: Hash; signature: Hash }[];
}
export type Verdict = "signed" | "not-signed" | "cannot-tell";

const bytesOf = (text: string): Hash => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));

/** Take a note apart; nothing when it is none. */
export function splitNote(note: string): Note | null {
  const gap = note.lastIndexOf("\n\n");
  if (gap < 0 || !note.endsWith("\n")) return null;
  const lines = note.slice(gap + 2, -1).split("\n");
  try {
    const signatures = lines.map((line) => {
      const found = /^— (\S+) (\S+)$/.exec(line);
      if (!found) throw new TypeError("no signature line");
      const raw = bytesOf(found[2] ?? "");
      return { name: found[1] ?? "", keyId: raw.slice(0, 4), signature: raw.slice(4) };
    });
    return { text: note.slice(0, gap + 1), signatures };
  } catch {
    return null;
  }
}

/** What a note vouches for; nothing when its text is no checkpoint. */
export function readCheckpoint(note: string): Checkpoint | null {
  const [origin, size, root] = splitNote(note)?.text.split("\n") ?? [];
  if (!origin || !root || !/^(0|[1-9]\d*)$/.test(size ?? "")) return null;
  try {
    const hash = bytesOf(root);
    return hash.length === 32 ? { origin, size: Number(size), root: hash } : null;
  } catch {
    return null;
  }
}

async function readKey(text: string) {
  const [name, id, encoded] = text.split(/\+(.*?)\+(.*)/s);
  const raw = bytesOf(encoded ?? "");
  if (!name || raw[0] !== 1 || raw.length !== 33) return null;
  const signed = new Uint8Array([...new TextEncoder().encode(`${name}\n`), ...raw]);
  const keyId = new Uint8Array(await crypto.subtle.digest("SHA-256", signed)).slice(0, 4);
  const claimed = Array.from(keyId, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return claimed === id ? { name, keyId, raw: raw.slice(1) } : null;
}

/** Whether the key (name+id+key) signed a note; a browser without Ed25519 cannot tell. */
export async function verifyNote(note: string, key: string): Promise<Verdict> {
  const parts = splitNote(note);
  const known = await readKey(key).catch(() => null);
  if (!parts || !known) return "not-signed";
  const mine = parts.signatures.filter((each) => each.name === known.name && sameHash(each.keyId, known.keyId));
  if (mine.length === 0) return "not-signed";
  const imported = await crypto.subtle.importKey("raw", known.raw, "Ed25519", false, ["verify"]).catch(() => null);
  if (!imported) return "cannot-tell";
  const text = new TextEncoder().encode(parts.text);
  const right = await Promise.all(mine.map((each) => crypto.subtle.verify("Ed25519", imported, each.signature, text)));
  return right.every(Boolean) ? "signed" : "not-signed";
}
