import { describe, expect, it } from "vitest";
import { prove } from "./proof";

const leafHash = "0298d122906dcfc10892cb53a73992fc5b9f493ea4c9badb27b791b4127a7fe7";
const proof = {
  index: 2,
  size: 3,
  hashes: ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
  leafHash,
  root: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  checkpoint: null,
};
const other =
  "localhost/audit\n41\nhTyA4InYx4eWB0q150QSDOo8kVTxe55+8AvswgHFTvI=\n\n" +
  "— localhost/audit AvdIn5zyb7yi7oYdhhhlnJc+BGzZf9Ngbvk5dqXtE2Ns2xGAnJXSeviyJUIRFaqFqK8JoT2wLaX67lsVO4RYI6HfDQM=\n";
const key = "localhost/audit+02f7489f+AVGgPJLRCY24r12nBhCtcLFdRjKYNhgte334aInTxOe+";

describe("the proof of a leaf", () => {
  it("holds without a checkpoint as far as the path goes", async () => {
    const proved = await prove(proof, leafHash, key);
    expect({ ...proved, steps: proved.steps.length }).toEqual({
      sameLeaf: true,
      steps: 1,
      fault: null,
      checkpoint: null,
    });
  });
  it("fails for another leaf, another path and a checkpoint of another tree", async () => {
    expect((await prove(proof, `${leafHash.slice(0, -1)}8`, key)).sameLeaf).toBe(false);
    expect((await prove({ ...proof, root: leafHash }, leafHash, key)).fault).toBe("other-root");
    expect((await prove({ ...proof, checkpoint: other }, leafHash, key)).checkpoint).toEqual({
      sameRoot: false,
      verdict: "signed",
    });
  });
});
