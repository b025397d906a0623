/** Change a partner, or make it inactive. */
import { useState } from "react";
import { changePartner, useCommand } from "../../../api/admin";
import type { Partner } from "../../../api/types";
import { useWords } from "../../../lib/i18n";
import { did } from "../../../lib/undo";
import { CheckField } from "../parts/fields";
import { FormView } from "../parts/View";
import { PartnerFields } from "./PartnerFields";

export function EditPartner({ partner, onDone }: { partner: Partner; onDone: () => void }) {
  const t = useWords();
  const { id, name, short, kind, controller, regime, active } = partner;
  const before = { name, short, kind, controller, regime, active };
  const [wish, setWish] = useState(before);
  const change = useCommand(changePartner, "partners", "persons", "session");
  const submit = () =>
    change.mutate(
      { id, ...wish },
      {
        onSuccess: () => {
          did({
            text: t("admin.changed", { name: t.of(wish.name) }),
            undo: async () => void (await change.mutateAsync({ id, ...before })),
          });
          onDone();
        },
      },
    );
  return (
    <FormView
      submit={t("admin.save")}
      busy={change.isPending}
      error={change.error}
      onSubmit={submit}
      onCancel={onDone}
      note={!wish.active && active ? t("partner.inactiveNote") : undefined}
    >
      <PartnerFields wish={wish} set={setWish} />
      <CheckField
        label={t("partner.active")}
        hint={t("partner.activeHint")}
        checked={wish.active}
        onChange={(next) => setWish({ ...wish, active: next })}
      />
    </FormView>
  );
}
