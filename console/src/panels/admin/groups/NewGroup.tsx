/** Make a group; the own partner is its owner and first member. */
import { useState } from "react";
import { createGroup, useCommand } from "../../../api/admin";
import { go } from "../../../lib/address";
import { useWords } from "../../../lib/i18n";
import { FormView } from "../parts/View";
import { GroupFields } from "./GroupFields";

export function NewGroup() {
  const t = useWords();
  const create = useCommand(createGroup, "groups");
  const [wish, setWish] = useState({ name: "", purpose: "", precisionM: 0 });
  return (
    <FormView
      submit={t("group.add")}
      busy={create.isPending}
      error={create.error}
      onSubmit={() => create.mutate(wish, { onSuccess: (made) => go({ item: made.id }) })}
      onCancel={() => go({ item: null })}
      note={t("group.newNote")}
    >
      <GroupFields wish={wish} set={setWish} />
    </FormView>
  );
}
