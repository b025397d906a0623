/** Events of the zone: what happens in the city, coming first; a demonstration is a kind of its own. */
import type { LucideIcon } from "lucide-react";
import { CalendarDays, Flag, Landmark, Megaphone, Store, Trophy } from "lucide-react";
import { useMemo } from "react";
import { useHappenings } from "../../../api/admin";
import type { EventKind, ZoneHappening } from "../../../api/admin-types";
import { useWords } from "../../../lib/i18n";
import { shortMoment } from "../../../lib/time";
import { useHere } from "../../here";
import { TlpLabel } from "../../parts/Tlp";
import { History } from "../parts/History";
import { Row } from "../parts/Row";
import { Split } from "../parts/Split";
import { CalendarTools } from "./CalendarTools";
import { EventForm } from "./EventForm";
import { EventView } from "./EventView";

const icons: Record<EventKind, LucideIcon> = {
  summit: Landmark,
  visit: Flag,
  demonstration: Megaphone,
  match: Trophy,
  market: Store,
  other: CalendarDays,
};
const isPast = (event: ZoneHappening): boolean => Date.parse(event.until) < Date.now();

function EventRow({ event }: { event: ZoneHappening }) {
  const t = useWords();
  const { zone, partnerName } = useHere();
  const about = [
    shortMoment(event.from, zone.timeZone),
    event.status !== "confirmed" && t(`eventStatus.${event.status}`),
    t(`eventKind.${event.kind}`),
    partnerName(event.owner),
  ];
  return (
    <Row
      icon={icons[event.kind]}
      title={event.title}
      about={about.filter(Boolean).join(" · ")}
      end={event.tlp && <TlpLabel of={event.tlp} />}
    />
  );
}

export default function Events() {
  const t = useWords();
  const { session } = useHere();
  const asked = useHappenings();
  // coming first, what is over below
  const rows = useMemo(
    () =>
      asked.data?.toSorted((a, b) => Number(isPast(a)) - Number(isPast(b)) || Date.parse(a.from) - Date.parse(b.from)),
    [asked.data],
  );
  return (
    <Split
      title={t("admin.events")}
      asked={{ ...asked, data: rows }}
      tools={<CalendarTools />}
      row={(event) => <EventRow event={event} />}
      aged={(event) => isPast(event) || event.status === "cancelled"}
      name={(event) => event.title}
      detail={(event) => <EventView key={event.id} event={event} />}
      aside={(event) => <History subject={event.id} />}
      asideTitle={t("admin.history")}
      empty={t("event.none")}
      emptyHint={session.canWrite ? t("event.noneHint") : ""}
      add={session.canWrite ? { label: t("admin.add"), title: t("event.new"), form: <EventForm /> } : null}
    />
  );
}
