/** What changed in a group since it was last used, and groups that reach nobody. */
import { useGroups } from "../../api/queries";
import type { Preview } from "../../api/types";
import { useWords } from "../../lib/i18n";
import { useHere } from "../here";
import { useWhen } from "./reasons";

export function NewSince({ preview }: { preview: Preview }) {
  const t = useWords();
  const { partnerName } = useHere();
  const when = useWhen();
  const groups = useGroups().data ?? [];
  const known = (id: string) => groups.find((group) => group.id === id);
  const sentence = ({ partner, group, since }: Preview["newSince"][number]) => {
    const member = known(group)?.members.find((each) => each.partner === partner);
    const fill = { partner: partnerName(partner), time: when(since) };
    const joined = member?.invitedBy
      ? t("preview.joinedBy", { ...fill, by: partnerName(member.invitedBy) })
      : t("preview.joined", fill);
    return member?.until ? `${joined} ${t("preview.leaves", { time: when(member.until) })}` : joined;
  };
  const fresh = [...new Set(preview.newSince.map((each) => each.group))];
  return (
    <>
      {fresh.map((group) => (
        <div key={group} className="note">
          <h3>{t("preview.newSince", { name: known(group)?.name ?? group })}</h3>
          {preview.newSince
            .filter((each) => each.group === group)
            .map((each) => (
              <p key={each.partner} className="small">
                {sentence(each)}
              </p>
            ))}
        </div>
      ))}
      {preview.emptyGroups.map((group) => (
        <p key={group} className="note">
          {t("preview.emptyGroup", { name: known(group)?.name ?? group })}
        </p>
      ))}
    </>
  );
}
