/** Change name, purpose or precision of a group that the own partner owns. */
import { useState } from "react";
import { changeGroup, useCommand } from "../../../api/admin";
import type { Group } from "../../../api/types";
import { useWords } from "../../../lib/i18n";
import { did } from "../../../lib/undo";
import { FormView } from "../parts/View";
import { GroupFields } from "./GroupFields";

export function EditGroup({ group, onDone }: { group: Group; onDone: () => void }) {
  const t = useWords();
  const { id, name, purpose, precisionM } = group;
  const before = { name, purpose, precisionM };
  const [wish, setWish] = useState(before);
  const change = useCommand(changeGroup, "groups", "reports");
  const submit = () =>
    change.mutate(
      { id, ...wish },
      {
        onSuccess: () => {
          did({
            text: t("admin.changed", { name: wish.name }),
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
      note={wish.precisionM === precisionM ? undefined : t("group.precisionNote")}
    >
      <GroupFields wish={wish} set={setWish} />
    </FormView>
  );
}
