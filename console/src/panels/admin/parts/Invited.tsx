/** A one-time link, to give to the person it is for. */
import type { Invitation } from "../../../api/admin-types";
import { useWords } from "../../../lib/i18n";
import { moment } from "../../../lib/time";
import { useHere } from "../../here";
import { Secret } from "./Secret";

interface Props {
  name: string;
  invitation: Invitation;
  onDone: () => void;
}
export function Invited({ name, invitation, onDone }: Props) {
  const t = useWords();
  const { zone } = useHere();
  return (
    <Secret
      title={t("invite.title", { name })}
      says={t("invite.says", { time: moment(invitation.expires, zone.timeZone) })}
      lines={[{ label: t("invite.link"), value: invitation.link }]}
      onDone={onDone}
    />
  );
}
