/** One group: what it is for, who is in it and on what terms. */
import { LogOut, Pencil, Plus } from "lucide-react";
import { useState } from "react";
import { removeMember, useCommand } from "../../../api/admin";
import type { Group } from "../../../api/types";
import { go } from "../../../lib/address";
import { useWords } from "../../../lib/i18n";
import { useHere } from "../../here";
import { Button } from "../../parts/Button";
import { Confirm } from "../parts/Confirm";
import { View } from "../parts/View";
import { EditGroup } from "./EditGroup";
import { InviteMember } from "./InviteMember";
import { Members } from "./Members";

function Leave({ group }: { group: Group }) {
  const t = useWords();
  const { session } = useHere();
  const leave = useCommand(removeMember, "groups", "reports");
  const [asking, setAsking] = useState(false);
  const act = () =>
    leave.mutate(
      { group: group.id, partner: session.partner.id },
      {
        onSuccess: () => {
          setAsking(false);
          go({ item: null });
        },
      },
    );
  return (
    <>
      <Button icon={LogOut} label={t("group.leave")} onClick={() => setAsking(true)} />
      <Confirm
        isOpen={asking}
        title={t("group.leaveTitle", { name: group.name })}
        says={t("group.leaveSays")}
        act={t("group.leaveAct", { name: group.name })}
        busy={leave.isPending}
        error={leave.error}
        onAct={act}
        onClose={() => setAsking(false)}
      />
    </>
  );
}

export function GroupView({ group }: { group: Group }) {
  const t = useWords();
  const { session, partnerName } = useHere();
  const [doing, setDoing] = useState<"edit" | "invite" | null>(null);
  const owns = group.owner === session.partner.id;
  const done = () => setDoing(null);
  if (doing === "edit") return <EditGroup group={group} onDone={done} />;
  if (doing === "invite") return <InviteMember group={group} onDone={done} />;
  return (
    <View
      actions={
        session.canAdminister &&
        (owns ? (
          <>
            <Button kind="primary" icon={Plus} label={t("group.invite")} onClick={() => setDoing("invite")} />
            <Button icon={Pencil} label={t("admin.edit")} onClick={() => setDoing("edit")} />
          </>
        ) : (
          <Leave group={group} />
        ))
      }
    >
      {group.purpose && <p className="lead">{group.purpose}</p>}
      <dl className="facts wide">
        <dt>{t("group.owner")}</dt>
        <dd>{partnerName(group.owner)}</dd>
        <dt>{t("group.precision")}</dt>
        <dd>{group.precisionM === 0 ? t("item.exact") : t("item.within", { n: group.precisionM })}</dd>
      </dl>
      <Members group={group} mayEnd={session.canAdminister && owns} />
      {!owns && <p className="small quiet">{t("group.who", { partner: partnerName(group.owner) })}</p>}
    </View>
  );
}
