/** The proof of one leaf, step by step, computed in this browser and not believed from the server. */
import { useQuery } from "@tanstack/react-query";
import { Check, CircleAlert, Minus } from "lucide-react";
import { fetchProof, useCheckpoints } from "../../../api/admin";
import type { Proof } from "../../../api/admin-types";
import { useWords } from "../../../lib/i18n";
import { toHex } from "../../../lib/merkle";
import { Icon } from "../../parts/Icon";
import { Loading, Problem } from "../../parts/States";
import { type Proved, prove } from "./proof";

type State = "yes" | "no" | "open";

function Line({ state, says }: { state: State; says: string }) {
  const t = useWords();
  const icons = { yes: Check, no: CircleAlert, open: Minus };
  return (
    <li className={state === "no" ? "strong" : ""}>
      <Icon of={icons[state]} /> <span className="unseen">{t(`proof.${state}`)}: </span>
      {says}
    </li>
  );
}

function Lines({ proof, proved }: { proof: Proof; proved: Proved }) {
  const t = useWords();
  const { sameLeaf, fault, checkpoint } = proved;
  const verdict = checkpoint?.verdict;
  return (
    <ul className="checks">
      <Line state={sameLeaf ? "yes" : "no"} says={t(sameLeaf ? "proof.sameLeaf" : "proof.otherLeaf")} />
      <Line
        state={fault ? "no" : "yes"}
        says={fault ? t(`proof.fault.${fault}`) : t("proof.path", { n: proof.hashes.length, size: proof.size })}
      />
      {checkpoint === null && <Line state="open" says={t("proof.noCheckpoint")} />}
      {checkpoint && (
        <Line
          state={checkpoint.sameRoot ? "yes" : "no"}
          says={t(checkpoint.sameRoot ? "proof.sameRoot" : "proof.otherRoot", { size: proof.size })}
        />
      )}
      {verdict === "signed" && <Line state="yes" says={t("proof.signed")} />}
      {verdict === "not-signed" && <Line state="no" says={t("proof.notSigned")} />}
      {verdict === "cannot-tell" && <Line state="open" says={t("proof.cannotTell")} />}
    </ul>
  );
}

function Path({ proof, proved }: { proof: Proof; proved: Proved }) {
  const t = useWords();
  return (
    <details className="path">
      <summary>{t("proof.hashes")}</summary>
      <dl className="facts">
        <dt>{t("proof.leaf")}</dt>
        <dd className="mono">{proof.leafHash}</dd>
        {proved.steps.map((step, at) => (
          <div className="fact" key={toHex(step.gives)}>
            <dt>{t(step.side === "left" ? "proof.withLeft" : "proof.withRight", { n: at + 1 })}</dt>
            <dd className="mono">{toHex(step.beside)}</dd>
            <dt>{t("proof.gives")}</dt>
            <dd className="mono">{toHex(step.gives)}</dd>
          </div>
        ))}
        <dt>{t("proof.root")}</dt>
        <dd className="mono">{proof.root}</dd>
      </dl>
    </details>
  );
}

export function ProofView({ index, hash }: { index: number; hash: string }) {
  const t = useWords();
  const key = useCheckpoints().data?.key;
  const query = useQuery({
    queryKey: ["proof", index, key],
    enabled: key !== undefined,
    queryFn: async ({ signal }) => {
      const proof = await fetchProof(index, signal);
      return { proof, proved: await prove(proof, hash, key ?? "") };
    },
  });
  return (
    <section className="stack-near" aria-labelledby="proof-title">
      <h3 id="proof-title">{t("proof.title")}</h3>
      <p className="small second">{t("proof.here")}</p>
      {query.isPending && <Loading rows={3} />}
      {query.error && <Problem error={query.error} onAgain={() => void query.refetch()} />}
      {query.data && (
        <>
          <Lines {...query.data} />
          <Path {...query.data} />
        </>
      )}
    </section>
  );
}
