/** Sharing groups that the own partner is in; nobody else knows of them. */
import { Share2 } from "lucide-react";
import { useGroups } from "../../../api/queries";
import type { Group } from "../../../api/types";
import { useWords } from "../../../lib/i18n";
import { useHere } from "../../here";
import { type Entry, History } from "../parts/History";
import { useNames } from "../parts/names";
import { Badge, Row } from "../parts/Row";
import { Split } from "../parts/Split";
import { GroupView } from "./GroupView";
import { NewGroup } from "./NewGroup";

function GroupRow({ group }: { group: Group }) {
  const t = useWords();
  const { session } = useHere();
  const others = group.members.length - 1;
  return (
    <Row
      icon={Share2}
      title={group.name}
      about={others === 0 ? t("group.empty") : t("group.with", { n: others })}
      end={group.owner === session.partner.id && <Badge says={t("group.own")} />}
    />
  );
}

function GroupHistory({ group }: { group: Group }) {
  const t = useWords();
  const name = useNames();
  const entries = group.members.map(
    (member): Entry => ({
      at: member.from,
      text: t("group.joined", { partner: name(member.partner) }),
      by: name(member.invitedBy),
    }),
  );
  return <History subject={group.id} entries={entries} />;
}

export default function Groups() {
  const t = useWords();
  const { session } = useHere();
  return (
    <Split
      title={t("admin.groups")}
      asked={useGroups()}
      row={(group) => <GroupRow group={group} />}
      name={(group) => group.name}
      detail={(group) => <GroupView key={group.id} group={group} />}
      aside={(group) => <GroupHistory group={group} />}
      asideTitle={t("admin.history")}
      empty={t("group.none")}
      emptyHint={t(session.canAdminister ? "group.noneAdministrator" : "group.noneOther")}
      add={session.canAdminister ? { label: t("admin.add"), title: t("group.new"), form: <NewGroup /> } : null}
    />
  );
}
