/** Who is in a group: since when, until when, from which level, invited by whom. */
import { addMember, removeMember, useCommand } from "../../../api/admin";
import type { Group } from "../../../api/types";
import { useWords } from "../../../lib/i18n";
import { moment } from "../../../lib/time";
import { did } from "../../../lib/undo";
import { useHere } from "../../here";
import { Button } from "../../parts/Button";
import { type Column, DataTable } from "../parts/DataTable";
import { FormProblem } from "../parts/FormProblem";

type Member = Group["members"][number];

export function Members({ group, mayEnd }: { group: Group; mayEnd: boolean }) {
  const t = useWords();
  const { session, zone, partnerName } = useHere();
  const end = useCommand(removeMember, "groups", "reports");
  const again = useCommand(addMember, "groups", "reports");
  const now = zone.level.level;
  const take = async (member: Member) => {
    const { partner, until, minLevel } = member;
    await end.mutateAsync({ group: group.id, partner });
    did({
      text: t("group.ended", { partner: partnerName(partner), name: group.name }),
      undo: async () => void (await again.mutateAsync({ group: group.id, partner, until, minLevel })),
    });
  };
  const level = (member: Member) => {
    const least = member.minLevel ?? 1;
    if (least === 1) return t("group.anyLevel");
    return t(least > now ? "group.fromLevelShut" : "group.fromLevelOpen", { n: least });
  };
  const columns: Column<Member>[] = [
    {
      head: t("group.partner"),
      cell: (member) => (
        <b className="strong">
          {partnerName(member.partner)}
          {member.partner === session.partner.id && ` (${t("admin.you")})`}
        </b>
      ),
    },
    { head: t("group.from"), cell: (member) => moment(member.from, zone.timeZone) },
    {
      head: t("group.until"),
      cell: (member) => (member.until ? moment(member.until, zone.timeZone) : t("group.noEnd")),
    },
    { head: t("group.level"), cell: level },
    { head: t("group.invitedBy"), cell: (member) => partnerName(member.invitedBy) },
  ];
  if (mayEnd)
    columns.push({
      head: t("group.act"),
      cell: (member) =>
        member.partner === group.owner ? null : (
          <Button
            kind="subtle"
            label={t("group.end")}
            aria-label={t("group.endOf", { partner: partnerName(member.partner) })}
            disabled={end.isPending}
            onClick={() => void take(member).catch(() => undefined)}
          />
        ),
    });
  return (
    <div className="stack-near">
      <h3>{t("group.members", { n: group.members.length })}</h3>
      {group.members.length === 1 && (
        <p className="note">
          <b className="strong">{t("group.empty")}</b> {t("group.emptyNote")}
        </p>
      )}
      <DataTable
        caption={t("group.membersOf", { name: group.name })}
        columns={columns}
        rows={group.members}
        id={(member) => member.partner}
      />
      {end.error && <FormProblem error={end.error} />}
    </div>
  );
}
