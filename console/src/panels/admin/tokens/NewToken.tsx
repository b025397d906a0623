/** Make a token; its secret is shown once. */
import { useState } from "react";
import { createToken, useCommand } from "../../../api/admin";
import type { IssuedToken, Scope } from "../../../api/admin-types";
import { go } from "../../../lib/address";
import { useWords } from "../../../lib/i18n";
import { readWall, writeWall } from "../../../lib/wall";
import { useHere } from "../../here";
import { CheckField, ChecksField, TextField } from "../parts/fields";
import { Secret } from "../parts/Secret";
import { TimeField } from "../parts/TimeField";
import { FormView, View } from "../parts/View";

const scopes: readonly Scope[] = ["read", "write", "admin"];
const month = 30 * 24;

function Made({ token }: { token: IssuedToken }) {
  const t = useWords();
  const lines = token.token
    ? [{ label: t("token.secret"), value: token.token }]
    : [
        { label: t("token.user"), value: token.user ?? "" },
        { label: t("token.password"), value: token.password ?? "" },
      ];
  return (
    <View>
      <Secret
        title={t("token.madeTitle", { name: token.name })}
        says={t("token.once")}
        lines={lines}
        onDone={() => go({ item: token.id })}
      />
    </View>
  );
}

export function NewToken() {
  const t = useWords();
  const { zone } = useHere();
  const create = useCommand(createToken, "tokens", "persons");
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<Scope[]>(["read"]);
  const [expires, setExpires] = useState(() => writeWall(Date.now() + month * 3_600_000, zone.timeZone));
  const [basic, setBasic] = useState(false);
  const at = readWall(expires, zone.timeZone);
  if (create.data) return <Made token={create.data} />;
  return (
    <FormView
      submit={t("token.add")}
      busy={create.isPending || chosen.length === 0}
      error={create.error}
      onSubmit={() => at && create.mutate({ name, scopes: chosen, expires: at, basic })}
      onCancel={() => go({ item: null })}
      note={chosen.length === 0 ? t("token.noScope") : undefined}
    >
      <TextField label={t("token.name")} hint={t("token.nameHint")} value={name} required onChange={setName} />
      <ChecksField
        label={t("token.scopes")}
        hint={t("token.scopesHint")}
        options={scopes.map((scope) => ({ value: scope, word: t(`scope.${scope}`), about: t(`scopeDoes.${scope}`) }))}
        chosen={chosen}
        onChange={setChosen}
      />
      <TimeField
        label={t("token.end")}
        hint={t("token.endHint")}
        value={expires}
        required
        onChange={setExpires}
        hours={[24, 7 * 24, month, 365 * 24]}
      />
      <CheckField label={t("token.basic")} hint={t("token.basicHint")} checked={basic} onChange={setBasic} />
    </FormView>
  );
}
