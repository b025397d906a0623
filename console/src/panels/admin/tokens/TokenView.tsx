/** One token: what it opens, until when; and the way to end it. */
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { revokeToken, useCommand } from "../../../api/admin";
import type { Token } from "../../../api/admin-types";
import { go } from "../../../lib/address";
import { useWords } from "../../../lib/i18n";
import { moment } from "../../../lib/time";
import { useHere } from "../../here";
import { Button } from "../../parts/Button";
import { Confirm } from "../parts/Confirm";
import { View } from "../parts/View";

export function TokenView({ token }: { token: Token }) {
  const t = useWords();
  const { zone } = useHere();
  const revoke = useCommand(revokeToken, "tokens", "persons");
  const [asking, setAsking] = useState(false);
  const act = () => revoke.mutate(token.id, { onSuccess: () => go({ item: null }) });
  return (
    <View actions={<Button icon={Trash2} label={t("token.revoke")} onClick={() => setAsking(true)} />}>
      <dl className="facts wide">
        <dt>{t("token.scopes")}</dt>
        <dd>
          {token.scopes.map((scope) => (
            <div key={scope}>
              {t(`scope.${scope}`)} <span className="quiet small">· {t(`scopeDoes.${scope}`)}</span>
            </div>
          ))}
        </dd>
        <dt>{t("token.end")}</dt>
        <dd>{moment(token.expires, zone.timeZone)}</dd>
        <dt>{t("token.created")}</dt>
        <dd>{moment(token.created, zone.timeZone)}</dd>
        <dt>{t("token.form")}</dt>
        <dd>{t(token.basic ? "token.formBasic" : "token.formBearer")}</dd>
      </dl>
      <p className="small second">{t("token.acts")}</p>
      <Confirm
        isOpen={asking}
        title={t("token.revokeTitle", { name: token.name })}
        says={t("token.revokeSays")}
        act={t("token.revokeAct", { name: token.name })}
        busy={revoke.isPending}
        error={revoke.error}
        onAct={act}
        onClose={() => setAsking(false)}
      />
    </View>
  );
}
