/** Change name and roles of a person. */
import { useState } from "react";
import { changePerson, useCommand } from "../../../api/admin";
import type { Person } from "../../../api/types";
import { useWords } from "../../../lib/i18n";
import { did } from "../../../lib/undo";
import { TextField } from "../parts/fields";
import { FormView } from "../parts/View";
import { RolesField } from "./roles";

export function EditPerson({ person, onDone }: { person: Person; onDone: () => void }) {
  const t = useWords();
  const { id, name, roles } = person;
  const [wish, setWish] = useState({ name, roles });
  const change = useCommand(changePerson, "persons", "session");
  const submit = () =>
    change.mutate(
      { id, ...wish },
      {
        onSuccess: () => {
          did({
            text: t("admin.changed", { name: wish.name }),
            undo: async () => void (await change.mutateAsync({ id, name, roles })),
          });
          onDone();
        },
      },
    );
  return (
    <FormView submit={t("admin.save")} busy={change.isPending} error={change.error} onSubmit={submit} onCancel={onDone}>
      <TextField
        label={t("person.name")}
        hint={t("person.nameHint")}
        value={wish.name}
        required
        onChange={(next) => setWish({ ...wish, name: next })}
      />
      <RolesField chosen={wish.roles} onChange={(next) => setWish({ ...wish, roles: next })} />
    </FormView>
  );
}
