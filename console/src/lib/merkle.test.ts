import { describe, expect, it } from "vitest";
import { fromHex, leafHash, ProofError, toHex, verifyInclusion } from "./merkle";

/** The tree of eight leaves that Certificate Transparency implementations test with. */
const leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
const roots: Record<number, string> = {
  1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
};
const first = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d";
const four = "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7";
const fifth = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b";
const pair = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e";
const proofs: [index: number, size: number, path: string[]][] = [
  [0, 1, []],
  [
    0,
    8,
    [
      "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
      pair,
      "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
  ],
  [5, 8, [fifth, "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0", four]],
  [2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]],
  [1, 5, [first, pair, fifth]],
  [4, 5, [four]],
  [6, 7, ["0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a", four]],
];
const hashOf = (index: number) => leafHash(fromHex(leaves[index] ?? ""));
const rootOf = (size: number) => fromHex(roots[size] ?? "");

describe("inclusion", () => {
  it("hashes leaves as RFC 9162 does", async () => {
    expect(toHex(await hashOf(0))).toBe(first);
    expect(toHex(await hashOf(4))).toBe(fifth);
  });
  it.each(proofs)("of leaf %i in a tree of %i is proved", async (index, size, path) => {
    const steps = await verifyInclusion(await hashOf(index), index, size, path.map(fromHex), rootOf(size));
    expect(steps.length).toBe(path.length);
    if (steps.length > 0) expect(toHex(steps.at(-1)?.gives ?? fromHex(""))).toBe(roots[size]);
  });
  it.each(proofs)("of leaf %i in a tree of %i is refused once anything differs", async (index, size, path) => {
    const leaf = await hashOf(index);
    const right = path.map(fromHex);
    const fault = (run: Promise<unknown>) =>
      run.then(
        () => "proved",
        (error: unknown) => (error instanceof ProofError ? error.fault : "broke"),
      );
    const other = await hashOf((index + 1) % 8);
    expect(await fault(verifyInclusion(other, index, size, right, rootOf(size)))).toBe("other-root");
    expect(await fault(verifyInclusion(leaf, size, size, right, rootOf(size)))).toBe("outside");
    expect(await fault(verifyInclusion(leaf, index, size, [...right, leaf], rootOf(size)))).toBe("too-long");
    if (right.length > 0)
      expect(await fault(verifyInclusion(leaf, index, size, right.slice(0, -1), rootOf(size)))).toBe("too-short");
  });
  it("reads hexadecimal strictly", () => {
    expect(() => fromHex("0g")).toThrow(TypeError);
    expect(() => fromHex("abc")).toThrow(TypeError);
    expect(toHex(fromHex("00ff10"))).toBe("00ff10");
  });
});
