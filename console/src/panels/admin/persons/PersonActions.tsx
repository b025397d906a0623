/** What an administrator may do with a person of the own partner. */
import { Link2, Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { changePerson, removePerson, useCommand } from "../../../api/admin";
import type { Person } from "../../../api/types";
import { go } from "../../../lib/address";
import { useWords } from "../../../lib/i18n";
import { did } from "../../../lib/undo";
import { Button } from "../../parts/Button";
import { Confirm } from "../parts/Confirm";
import { FormProblem } from "../parts/FormProblem";

interface Props {
  person: Person;
  onEdit: () => void;
  onInvite: () => void;
  inviting: boolean;
}

export function PersonActions({ person, onEdit, onInvite, inviting }: Props) {
  const t = useWords();
  const { id, name, active } = person;
  const change = useCommand(changePerson, "persons");
  const removal = useCommand(removePerson, "persons");
  const [asking, setAsking] = useState(false);
  const turn = async () => {
    await change.mutateAsync({ id, active: !active });
    did({
      text: t(active ? "person.stopped" : "person.started", { name }),
      undo: async () => void (await change.mutateAsync({ id, active })),
    });
  };
  return (
    <>
      <Button kind="primary" icon={Pencil} label={t("admin.edit")} onClick={onEdit} />
      {active && <Button icon={Link2} label={t("person.inviteAgain")} disabled={inviting} onClick={onInvite} />}
      <Button
        label={t(active ? "person.stop" : "person.start")}
        disabled={change.isPending}
        onClick={() => void turn().catch(() => undefined)}
      />
      <Button icon={Trash2} label={t("person.remove")} onClick={() => setAsking(true)} />
      {change.error && <FormProblem error={change.error} />}
      <Confirm
        isOpen={asking}
        title={t("person.removeTitle", { name })}
        says={t("person.removeSays")}
        act={t("person.removeAct", { name })}
        busy={removal.isPending}
        error={removal.error}
        onAct={() =>
          removal.mutate(id, {
            onSuccess: () => {
              setAsking(false);
              go({ item: null });
            },
          })
        }
        onClose={() => setAsking(false)}
      />
    </>
  );
}
