/** Why a partner sees it, in the words of the zone: the name of the group, until when, from which level. */
import { useGroups } from "../../api/queries";
import type { PreviewRow, Reason } from "../../api/types";
import { useWords } from "../../lib/i18n";
import { day, moment } from "../../lib/time";
import { useHere } from "../here";

export function useReasonWords() {
  const t = useWords();
  const groups = useGroups().data ?? [];
  const name = (reason: Reason) => {
    const group = reason.group && groups.find((each) => each.id === reason.group);
    return group ? t("preview.group", { name: group.name }) : t.of(reason.text);
  };
  return name;
}

/** The whole reason of a row. */
export function useRowWords() {
  const t = useWords();
  const { zone } = useHere();
  const reason = useReasonWords();
  return (row: PreviewRow): string =>
    [
      reason(row.reason),
      row.until && t("preview.until", { time: moment(row.until, zone.timeZone) }),
      row.minLevel && row.minLevel > 1 && t("compose.fromLevel", { n: row.minLevel }),
    ]
      .filter(Boolean)
      .join(", ");
}

/** 09:12 today, else 24-11-2026. */
export function useWhen() {
  const { zone } = useHere();
  return (at: string): string =>
    day(at, zone.timeZone) === day(Date.now(), zone.timeZone) ? moment(at, zone.timeZone) : day(at, zone.timeZone);
}
