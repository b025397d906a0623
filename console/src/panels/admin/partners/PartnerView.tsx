/** One partner: who it is, under which law, whether it shows its persons; and when it joined groups. */
import { Eye, EyeOff, Pencil } from "lucide-react";
import { useState } from "react";
import { changePartner, useCommand } from "../../../api/admin";
import { useGroups, usePersons } from "../../../api/queries";
import type { Partner } from "../../../api/types";
import { useWords } from "../../../lib/i18n";
import { did } from "../../../lib/undo";
import { useHere } from "../../here";
import { Button } from "../../parts/Button";
import { FormProblem } from "../parts/FormProblem";
import { type Entry, History } from "../parts/History";
import { useNames } from "../parts/names";
import { View } from "../parts/View";
import { EditPartner } from "./EditPartner";

function Facts({ partner }: { partner: Partner }) {
  const t = useWords();
  const { session, zone } = useHere();
  const persons = usePersons().data?.filter((person) => person.partner === partner.id && !person.service) ?? [];
  const groups = useGroups().data?.filter((group) => group.members.some((each) => each.partner === partner.id)) ?? [];
  const sites = zone.sites.filter((site) => site.partner === partner.id);
  const own = partner.id === session.partner.id;
  const shown = own || partner.showsPersons;
  const facts: [string, string][] = [
    [t("partner.kind"), t.known("partnerKind", partner.kind)],
    [t("partner.short"), partner.short],
    [t("partner.controller"), partner.controller],
    [t("partner.regime"), t.known("regimeLong", partner.regime)],
    [t("partner.persons"), shown ? t("item.persons", { n: persons.length }) : t("partner.personsHidden")],
    [t("partner.shows"), t(partner.showsPersons ? "partner.showsYes" : "partner.showsNo")],
    [t("partner.groups"), groups.length > 0 ? groups.map((group) => group.name).join(", ") : t("partner.groupsNone")],
  ];
  if (sites.length > 0) facts.push([t("partner.sites"), sites.map((site) => t.of(site.name)).join(", ")]);
  return (
    <dl className="facts wide">
      {facts.map(([label, value]) => (
        <div key={label} className="fact">
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export function PartnerView({ partner, isHost }: { partner: Partner; isHost: boolean }) {
  const t = useWords();
  const { session } = useHere();
  const change = useCommand(changePartner, "partners", "persons", "session");
  const [editing, setEditing] = useState(false);
  const own = session.canAdminister && partner.id === session.partner.id;
  const show = (showsPersons: boolean) => change.mutateAsync({ id: partner.id, showsPersons });
  const turn = async () => {
    const to = !partner.showsPersons;
    await show(to);
    did({ text: t(to ? "partner.showsYes" : "partner.showsNo"), undo: async () => void (await show(!to)) });
  };
  if (editing) return <EditPartner partner={partner} onDone={() => setEditing(false)} />;
  return (
    <View
      actions={
        (isHost || own) && (
          <>
            {isHost && <Button kind="primary" icon={Pencil} label={t("admin.edit")} onClick={() => setEditing(true)} />}
            {own && (
              <Button
                icon={partner.showsPersons ? EyeOff : Eye}
                label={t(partner.showsPersons ? "partner.hide" : "partner.show")}
                disabled={change.isPending}
                onClick={() => void turn().catch(() => undefined)}
              />
            )}
          </>
        )
      }
    >
      {!partner.active && <p className="strong">{t("partner.inactive")}</p>}
      <Facts partner={partner} />
      {own && <p className="small second">{t("partner.showsNote")}</p>}
      {!isHost && <p className="small quiet">{t("partner.who")}</p>}
      {change.error && <FormProblem error={change.error} />}
    </View>
  );
}

export function PartnerHistory({ partner }: { partner: Partner }) {
  const t = useWords();
  const name = useNames();
  const groups = useGroups().data ?? [];
  const joined = groups.flatMap((group): Entry[] =>
    group.members
      .filter((member) => member.partner === partner.id)
      .map((member) => ({
        at: member.from,
        text: t("partner.joined", { group: group.name }),
        by: name(member.invitedBy),
      })),
  );
  return <History subject={partner.id} entries={joined} />;
}
