/** A code beside the password: scan the picture, confirm by a first code; or take it away. */
import { Smartphone } from "lucide-react";
import { type FormEvent, useState } from "react";
import { confirmTotp, proposeTotp, removeTotp } from "../../api/account";
import { useCommand } from "../../api/admin";
import type { TotpProposal } from "../../api/admin-types";
import { ProblemError } from "../../api/problem";
import { useWords } from "../../lib/i18n";
import { FormProblem } from "../admin/parts/FormProblem";
import { TextField } from "../admin/parts/fields";
import { CopyLine } from "../admin/parts/Secret";
import { Button } from "../parts/Button";

const inFours = (secret: string): string => secret.match(/.{1,4}/g)?.join(" ") ?? secret;

function Confirming({
  proposal,
  onDone,
  onCancel,
}: {
  proposal: TotpProposal;
  onDone: () => void;
  onCancel: () => void;
}) {
  const t = useWords();
  const confirm = useCommand(confirmTotp);
  const [code, setCode] = useState("");
  const send = (event: FormEvent) => {
    event.preventDefault();
    confirm.mutate(code, { onSuccess: onDone });
  };
  return (
    <form className="stack" onSubmit={send}>
      <ol className="numbered stack">
        <li>
          {t("code.scan")}
          <img
            className="qr"
            src={`data:image/svg+xml,${encodeURIComponent(proposal.qrSvg)}`}
            alt={t("code.picture")}
          />
        </li>
        <li>
          {t("code.orType")}
          <CopyLine label={t("code.secret")} value={inFours(proposal.secret)} />
        </li>
        <li>
          <TextField
            label={t("signin.code")}
            hint={t("signin.codeHint")}
            value={code}
            required
            most={7}
            autoComplete="one-time-code"
            onChange={setCode}
          />
        </li>
      </ol>
      {confirm.error && <FormProblem error={confirm.error} />}
      <div className="line wrap">
        <Button kind="primary" type="submit" label={t("code.confirm")} disabled={confirm.isPending} />
        <Button label={t("admin.cancel")} onClick={onCancel} />
      </div>
    </form>
  );
}

export function Code() {
  const t = useWords();
  const propose = useCommand(proposeTotp);
  const removal = useCommand(removeTotp);
  const [said, setSaid] = useState("");
  const takeAway = () =>
    removal.mutate(undefined, {
      onSuccess: () => setSaid(t("code.removed")),
      onError: (error) => setSaid(error instanceof ProblemError && error.status === 404 ? t("code.none") : ""),
    });
  const nothing = removal.error instanceof ProblemError && removal.error.status === 404;
  return (
    <section className="stack-near" aria-labelledby="account-code">
      <h2 id="account-code">{t("code.title")}</h2>
      <p className="small second">{t("code.note")}</p>
      {propose.data ? (
        <Confirming
          proposal={propose.data}
          onCancel={propose.reset}
          onDone={() => {
            propose.reset();
            setSaid(t("code.works"));
          }}
        />
      ) : (
        <div className="line wrap">
          <Button
            icon={Smartphone}
            label={t("code.setUp")}
            disabled={propose.isPending}
            onClick={() => {
              setSaid("");
              propose.mutate(undefined);
            }}
          />
          <Button label={t("code.remove")} disabled={removal.isPending} onClick={takeAway} />
        </div>
      )}
      <p role="status">{said}</p>
      {propose.error && <FormProblem error={propose.error} />}
      {removal.error && !nothing && <FormProblem error={removal.error} />}
    </section>
  );
}
