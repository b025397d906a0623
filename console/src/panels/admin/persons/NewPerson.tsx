/** Add a person of the own partner by role name; the one-time link is shown once. */
import { useState } from "react";
import { addPerson, useCommand } from "../../../api/admin";
import { go } from "../../../lib/address";
import { useWords } from "../../../lib/i18n";
import { TextField } from "../parts/fields";
import { Invited } from "../parts/Invited";
import { FormView, View } from "../parts/View";
import { RolesField } from "./roles";

export function NewPerson() {
  const t = useWords();
  const add = useCommand(addPerson, "persons");
  const [wish, setWish] = useState({ name: "", login: "", roles: ["reader"] });
  if (add.data)
    return (
      <View>
        <Invited
          name={add.data.name}
          invitation={add.data.invitation}
          onDone={() => go({ item: add.data?.id ?? null })}
        />
      </View>
    );
  return (
    <FormView
      submit={t("person.add")}
      busy={add.isPending}
      error={add.error}
      onSubmit={() => add.mutate(wish)}
      onCancel={() => go({ item: null })}
    >
      <TextField
        label={t("person.name")}
        hint={t("person.nameHint")}
        value={wish.name}
        required
        onChange={(name) => setWish({ ...wish, name })}
      />
      <TextField
        label={t("person.login")}
        hint={t("person.loginHint")}
        value={wish.login}
        required
        most={64}
        onChange={(login) => setWish({ ...wish, login })}
      />
      <RolesField chosen={wish.roles} onChange={(roles) => setWish({ ...wish, roles })} />
    </FormView>
  );
}
