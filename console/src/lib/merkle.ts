/** Inclusion proofs of the audit log's Merkle tree (RFC 9162, 2.1.3.2), computed in the browser. Pure. */

export type Hash = Uint8Array<ArrayBuffer>;
export type ProofFault = "outside" | "too-long" | "too-short" | "other-root";

/** A proof does not prove what it claims. */
export class ProofError extends Error {
  constructor(readonly fault: ProofFault) {
    super(fault);
    this.name = "ProofError";
  }
}

/** One step up the tree: the hash beside, on which side it stands, and what both give. */
export interface Step {
  side: "left" | "right";
  beside: Hash;
  gives: Hash;
}

export const fromHex = (text: string): Hash => {
  if (!/^([0-9a-f]{2})*$/.test(text)) throw new TypeError("not hexadecimal");
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
};
export const toHex = (hash: Hash): string => Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
export const sameHash = (a: Hash, b: Hash): boolean => a.length === b.length && a.every((byte, at) => byte === b[at]);

async function digest(prefix: number, ...parts: Hash[]): Promise<Hash> {
  const whole = new Uint8Array(1 + parts.reduce((sum, part) => sum + part.length, 0));
  whole[0] = prefix;
  let at = 1;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", whole));
}
export const leafHash = (data: Hash): Promise<Hash> => digest(0, data);
export const nodeHash = (left: Hash, right: Hash): Promise<Hash> => digest(1, left, right);

/** Walk from a leaf to the root; throws ProofError when the path does not fit the place in the tree. */
export async function walk(leaf: Hash, index: number, size: number, path: readonly Hash[]): Promise<Step[]> {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) throw new ProofError("outside");
  let place = index;
  let last = size - 1;
  let current = leaf;
  const steps: Step[] = [];
  const up = () => {
    place = Math.floor(place / 2);
    last = Math.floor(last / 2);
  };
  for (const beside of path) {
    if (last === 0) throw new ProofError("too-long");
    if (place % 2 === 1 || place === last) {
      current = await nodeHash(beside, current);
      steps.push({ side: "left", beside, gives: current });
      while (place % 2 === 0 && place !== 0) up();
    } else {
      current = await nodeHash(current, beside);
      steps.push({ side: "right", beside, gives: current });
    }
    up();
  }
  if (last !== 0) throw new ProofError("too-short");
  return steps;
}

/** Prove a leaf to be in the tree with this root, or throw ProofError; gives the steps taken. */
export async function verifyInclusion(
  leaf: Hash,
  index: number,
  size: number,
  path: readonly Hash[],
  root: Hash,
): Promise<Step[]> {
  const steps = await walk(leaf, index, size, path);
  if (!sameHash(steps.at(-1)?.gives ?? leaf, root)) throw new ProofError("other-root");
  return steps;
}
