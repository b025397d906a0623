/** Let a partner into a group, until a moment and from a measure level on. */
import { useState } from "react";
import { addMember, useCommand } from "../../../api/admin";
import { usePartners } from "../../../api/queries";
import type { Group, LevelNumber } from "../../../api/types";
import { useWords } from "../../../lib/i18n";
import { levelNumbers } from "../../../lib/levels";
import { readWall } from "../../../lib/wall";
import { useHere } from "../../here";
import { SelectField } from "../parts/fields";
import { TimeField } from "../parts/TimeField";
import { FormView } from "../parts/View";

export function InviteMember({ group, onDone }: { group: Group; onDone: () => void }) {
  const t = useWords();
  const { zone, partnerName } = useHere();
  const invite = useCommand(addMember, "groups", "reports");
  const [partner, setPartner] = useState("");
  const [until, setUntil] = useState("");
  const [least, setLeast] = useState<string>("1");
  const inside = new Set(group.members.map((member) => member.partner));
  const others = usePartners().data?.filter((each) => each.active && !inside.has(each.id)) ?? [];
  const submit = () =>
    invite.mutate(
      {
        group: group.id,
        partner,
        until: readWall(until, zone.timeZone),
        minLevel: Number(least) as LevelNumber,
      },
      { onSuccess: onDone },
    );
  return (
    <FormView
      submit={partner ? t("group.letIn", { partner: partnerName(partner) }) : t("group.invite")}
      busy={invite.isPending}
      error={invite.error}
      onSubmit={submit}
      onCancel={onDone}
    >
      <p className="second">{t("group.inviteNote")}</p>
      <SelectField
        label={t("group.partner")}
        value={partner}
        required
        options={[["", t("admin.choosePartner")], ...others.map((each) => [each.id, t.of(each.name)] as const)]}
        onChange={setPartner}
      />
      <TimeField
        label={t("group.until")}
        hint={t("group.untilHint")}
        value={until}
        onChange={setUntil}
        hours={[8, 24, 72]}
      />
      <SelectField
        label={t("group.level")}
        hint={t("group.levelHint", { n: zone.level.level })}
        value={least}
        options={levelNumbers.map(
          (n) => [String(n), n === 1 ? t("group.anyLevel") : t("group.fromLevel", { n })] as const,
        )}
        onChange={setLeast}
      />
    </FormView>
  );
}
