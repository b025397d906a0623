/** One event: when, where, who brings it; a demonstration is facilitated and never a threat. */
import { CalendarX2, Pencil } from "lucide-react";
import { useState } from "react";
import { cancelEvent, changeEvent, useCommand } from "../../../api/admin";
import type { ZoneHappening } from "../../../api/admin-types";
import { get } from "../../../api/client";
import { useWords } from "../../../lib/i18n";
import { fullMoment, moment } from "../../../lib/time";
import { did } from "../../../lib/undo";
import { useHere } from "../../here";
import { Button } from "../../parts/Button";
import { TlpOrOwn } from "../../parts/Tlp";
import { FormProblem } from "../parts/FormProblem";
import { View } from "../parts/View";
import { EventForm } from "./EventForm";

function Facts({ event }: { event: ZoneHappening }) {
  const t = useWords();
  const { zone, partnerName } = useHere();
  const time = (at: string) => (
    <time dateTime={at} title={fullMoment(at, zone.timeZone)}>
      {moment(at, zone.timeZone)}
    </time>
  );
  const exactness = event.precisionM > 0 ? t("item.within", { n: event.precisionM }) : t("item.exact");
  return (
    <dl className="facts wide">
      <dt>{t("event.kind")}</dt>
      <dd>{t(`eventKind.${event.kind}`)}</dd>
      <dt>{t("event.when")}</dt>
      <dd>
        {time(event.from)} – {time(event.until)}
      </dd>
      <dt>{t("item.where")}</dt>
      <dd>
        {event.placeName ?? (event.place ? t("item.onMap") : t("item.noPlace"))}
        {event.place && <span className="quiet small"> · {exactness}</span>}
      </dd>
      {event.organiser && (
        <>
          <dt>{t("event.organiser")}</dt>
          <dd>{event.organiser}</dd>
        </>
      )}
      {event.expected !== null && (
        <>
          <dt>{t("event.expected")}</dt>
          <dd>{event.expected.toLocaleString(t.language)}</dd>
        </>
      )}
      <dt>{t("item.owner")}</dt>
      <dd>{partnerName(event.owner)}</dd>
    </dl>
  );
}

export function EventView({ event }: { event: ZoneHappening }) {
  const t = useWords();
  const cancel = useCommand(cancelEvent, "events");
  const change = useCommand(changeEvent, "events");
  const [editing, setEditing] = useState(false);
  const { id, position, status, title } = event;
  const callOff = async () => {
    await cancel.mutateAsync({ id, position });
    did({
      text: t("event.cancelled", { title }),
      undo: async () => {
        const now = await get<ZoneHappening>(`events/${id}`);
        await change.mutateAsync({ id, position: now.position, status });
      },
    });
  };
  if (editing) return <EventForm event={event} onDone={() => setEditing(false)} />;
  return (
    <View
      actions={
        <>
          {event.canEdit && (
            <Button kind="primary" icon={Pencil} label={t("admin.edit")} onClick={() => setEditing(true)} />
          )}
          {event.canEdit && status !== "cancelled" && (
            <Button
              icon={CalendarX2}
              label={t("event.cancel")}
              disabled={cancel.isPending}
              onClick={() => void callOff().catch(() => undefined)}
            />
          )}
          <span className="grow" />
          <TlpOrOwn of={event.tlp} />
        </>
      }
    >
      {status !== "confirmed" && <p className="strong">{t(`eventStatus.${status}`)}</p>}
      {event.kind === "demonstration" && <p className="note">{t("event.demonstrationNote")}</p>}
      <Facts event={event} />
      {!event.mine && <p className="small quiet">{t("event.who")}</p>}
      {(cancel.error ?? change.error) && <FormProblem error={(cancel.error ?? change.error) as Error} />}
    </View>
  );
}
