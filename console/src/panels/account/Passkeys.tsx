/** Passkeys: add one on this device, remove one. */
import { Fingerprint } from "lucide-react";
import { type FormEvent, useState } from "react";
import { removePasskey, usePasskeys } from "../../api/account";
import { useCommand } from "../../api/admin";
import { addPasskey, passkeysWork } from "../../api/passkey";
import { OfflineError, ProblemError } from "../../api/problem";
import { useWords } from "../../lib/i18n";
import { moment } from "../../lib/time";
import { Confirm } from "../admin/parts/Confirm";
import { FormProblem } from "../admin/parts/FormProblem";
import { TextField } from "../admin/parts/fields";
import { useHere } from "../here";
import { Button } from "../parts/Button";
import { Loading, Problem } from "../parts/States";

function AddPasskey() {
  const t = useWords();
  const [name, setName] = useState("");
  const add = useCommand(addPasskey, "passkeys");
  const send = (event: FormEvent) => {
    event.preventDefault();
    add.mutate(name.trim(), { onSuccess: () => setName("") });
  };
  const byServer = add.error instanceof ProblemError || add.error instanceof OfflineError;
  if (!passkeysWork()) return <p className="quiet">{t("account.passkeysCannot")}</p>;
  return (
    <form className="stack-near" onSubmit={send}>
      <TextField
        label={t("account.passkeyName")}
        hint={t("account.passkeyNameHint")}
        value={name}
        required
        onChange={setName}
      />
      <Button type="submit" icon={Fingerprint} label={t("account.passkeyAdd")} disabled={add.isPending} />
      {add.error && byServer && <FormProblem error={add.error} />}
      {add.error && !byServer && (
        <p className="refusal" role="alert">
          {t("account.passkeyFailed")}
        </p>
      )}
    </form>
  );
}

export function Passkeys() {
  const t = useWords();
  const { zone } = useHere();
  const query = usePasskeys();
  const removal = useCommand(removePasskey, "passkeys");
  const [asking, setAsking] = useState<{ id: string; name: string } | null>(null);
  const at = (time: string) => moment(time, zone.timeZone);
  return (
    <section className="stack-near" aria-labelledby="account-passkeys">
      <h2 id="account-passkeys">{t("account.passkeys")}</h2>
      <p className="small second">{t("account.passkeysNote")}</p>
      {query.isPending && <Loading rows={2} />}
      {query.error && <Problem error={query.error} onAgain={() => void query.refetch()} />}
      {query.data?.length === 0 && <p>{t("account.passkeysNone")}</p>}
      <ul className="entries">
        {query.data?.map((passkey) => (
          <li key={passkey.id}>
            <span>
              <b className="strong">{passkey.name}</b>
              <br />
              <span className="small second">
                {t("account.added", { time: at(passkey.created) })} ·{" "}
                {passkey.used ? t("account.used", { time: at(passkey.used) }) : t("account.neverUsed")}
              </span>
            </span>
            <Button
              label={t("account.remove")}
              aria-label={t("account.removeOf", { name: passkey.name })}
              onClick={() => setAsking(passkey)}
            />
          </li>
        ))}
      </ul>
      <AddPasskey />
      <Confirm
        isOpen={asking !== null}
        title={t("account.removeOf", { name: asking?.name ?? "" })}
        says={t("account.removeSays")}
        act={t("account.removeOf", { name: asking?.name ?? "" })}
        busy={removal.isPending}
        error={removal.error}
        onAct={() => asking && removal.mutate(asking.id, { onSuccess: () => setAsking(null) })}
        onClose={() => setAsking(null)}
      />
    </section>
  );
}
