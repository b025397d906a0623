/** Prove one leaf in the browser: the hash shown, the path to the root, the checkpoint that signs the root. */
import type { Proof } from "../../../api/admin-types";
import { readCheckpoint, type Verdict, verifyNote } from "../../../lib/checkpoint";
import { fromHex, ProofError, type ProofFault, type Step, sameHash, verifyInclusion } from "../../../lib/merkle";

export interface Proved {
  /** The server's proof is about the very hash that the list showed. */
  sameLeaf: boolean;
  /** Steps from leaf to root, or why they do not lead there. */
  steps: Step[];
  fault: ProofFault | null;
  /** Whether a checkpoint vouches for this root and is signed; null where none does yet. */
  checkpoint: { sameRoot: boolean; verdict: Verdict } | null;
}

export async function prove(proof: Proof, shownHash: string, key: string): Promise<Proved> {
  const leaf = fromHex(proof.leafHash);
  const root = fromHex(proof.root);
  let steps: Step[] = [];
  let fault: ProofFault | null = null;
  try {
    steps = await verifyInclusion(leaf, proof.index, proof.size, proof.hashes.map(fromHex), root);
  } catch (error) {
    if (!(error instanceof ProofError)) throw error;
    fault = error.fault;
  }
  const read = proof.checkpoint === null ? null : readCheckpoint(proof.checkpoint);
  const checkpoint =
    proof.checkpoint === null
      ? null
      : {
          sameRoot: read !== null && read.size === proof.size && sameHash(read.root, root),
          verdict: await verifyNote(proof.checkpoint, key),
        };
  return { sameLeaf: proof.leafHash === shownHash, steps, fault, checkpoint };
}
