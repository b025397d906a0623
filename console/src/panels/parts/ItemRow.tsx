/** One row of a list: time, shape, title; below kind, owner, place, and TLP at the right. */
import { type ListedRow, timeOf } from "../../api/feed";
import { useWords } from "../../lib/i18n";
import { fullMoment, shortMoment, useMinute } from "../../lib/time";
import { isAged, isOld } from "../../lib/urgency";
import { useHere } from "../here";
import { KindIcon, kindWord } from "./kinds";
import { SeverityShape } from "./Severity";
import { TlpLabel } from "./Tlp";

export function ItemRow({ row, open }: { row: ListedRow; open: boolean }) {
  const t = useWords();
  const now = useMinute();
  const { zone, partnerName } = useHere();
  const at = timeOf(row);
  const title = row.gone ? t("item.deleted") : row.title || t("item.untitled");
  const about = [
    kindWord(row.kind, t),
    partnerName(row.owner),
    row.place?.name,
    row.revoked && !row.gone && t("item.revokedShort"),
    isOld(row, now) && t("item.old"),
  ];
  return (
    <>
      <time className="row-time" dateTime={at} title={fullMoment(at, zone.timeZone)}>
        {shortMoment(at, zone.timeZone, Math.max(now, Date.now()))}
      </time>
      <span className="row-shape">
        <SeverityShape of={row.severity} open={open} aged={!open && (isAged(row, now) || row.revoked)} />
        <span className="unseen">{t(`severity.${row.severity}`)}</span>
      </span>
      <span className="row-title">{title}</span>
      <span className="row-kind">
        <KindIcon type={row.type} />
      </span>
      <span className="row-about">
        <span className="row-words">{about.filter(Boolean).join(" · ")}</span>
        {row.tlp && <TlpLabel of={row.tlp} />}
      </span>
    </>
  );
}
