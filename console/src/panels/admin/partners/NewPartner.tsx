/** Add a partner and, if wished, its first administrator, whose one-time link is shown once. */
import { useState } from "react";
import { addPartner, useCommand } from "../../../api/admin";
import { go } from "../../../lib/address";
import { useWords } from "../../../lib/i18n";
import { CheckField, TextField } from "../parts/fields";
import { Invited } from "../parts/Invited";
import { FormView, View } from "../parts/View";
import { newPartner, PartnerFields } from "./PartnerFields";

export function NewPartner() {
  const t = useWords();
  const add = useCommand(addPartner, "partners", "persons");
  const [wish, setWish] = useState(newPartner);
  const [withAdministrator, setWith] = useState(true);
  const [administrator, setAdministrator] = useState({ name: t("role.administrator"), login: "admin" });
  const submit = () =>
    add.mutate(withAdministrator ? { ...wish, administrator } : wish, {
      onSuccess: (made) => {
        if (!made.invitation) go({ item: made.id });
      },
    });
  if (add.data?.invitation)
    return (
      <View>
        <Invited
          name={`${administrator.name}, ${t.of(add.data.name)}`}
          invitation={add.data.invitation}
          onDone={() => go({ item: add.data?.id ?? null })}
        />
      </View>
    );
  return (
    <FormView
      submit={t("partner.add")}
      busy={add.isPending}
      error={add.error}
      onSubmit={submit}
      onCancel={() => go({ item: null })}
    >
      <PartnerFields wish={wish} set={setWish} />
      <CheckField
        label={t("partner.withAdministrator")}
        hint={t("partner.withAdministratorHint")}
        checked={withAdministrator}
        onChange={setWith}
      />
      {withAdministrator && (
        <div className="form-two">
          <TextField
            label={t("person.name")}
            value={administrator.name}
            required
            onChange={(name) => setAdministrator({ ...administrator, name })}
          />
          <TextField
            label={t("person.login")}
            value={administrator.login}
            required
            most={64}
            onChange={(login) => setAdministrator({ ...administrator, login })}
          />
        </div>
      )}
    </FormView>
  );
}
