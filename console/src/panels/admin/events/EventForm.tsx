/** Add or change an event; who will see it is said before it goes. */
import { useState } from "react";
import { addEvent, changeEvent, useCommand } from "../../../api/admin";
import {
  type EventKind,
  type EventStatus,
  type EventWish,
  eventKinds,
  type ZoneHappening,
} from "../../../api/admin-types";
import { go } from "../../../lib/address";
import { useWords } from "../../../lib/i18n";
import { readWall, writeWall } from "../../../lib/wall";
import { useHere } from "../../here";
import { SelectField, TextField } from "../parts/fields";
import { TimeField } from "../parts/TimeField";
import { FormView } from "../parts/View";
import { emptyMarking, MarkingFields, sharesWith, useReaderCount } from "./MarkingFields";
import { PlaceField } from "./PlaceField";

interface Draft extends Omit<EventWish, "from" | "until" | "expected" | "lang"> {
  from: string;
  until: string;
  expected: string;
}
function draftOf(event: ZoneHappening | undefined, zone: string): Draft {
  if (!event)
    return {
      title: "",
      kind: "summit",
      from: "",
      until: "",
      place: null,
      placeName: null,
      organiser: null,
      expected: "",
      status: "confirmed",
    };
  const { title, kind, place, placeName, organiser, status } = event;
  const wall = (at: string) => writeWall(at, zone);
  const expected = event.expected === null ? "" : String(event.expected);
  return {
    title,
    kind,
    place,
    placeName,
    organiser,
    status,
    expected,
    from: wall(event.from),
    until: wall(event.until),
  };
}

const statuses: readonly EventStatus[] = ["confirmed", "tentative"];

export function EventForm({ event, onDone }: { event?: ZoneHappening; onDone?: () => void }) {
  const t = useWords();
  const { zone } = useHere();
  const add = useCommand(addEvent, "events");
  const change = useCommand(changeEvent, "events");
  const [draft, setDraft] = useState(() => draftOf(event, zone.timeZone));
  const [marking, setMarking] = useState(event?.marking ?? emptyMarking);
  const readers = useReaderCount(marking);
  const set = (part: Partial<Draft>) => setDraft((old) => ({ ...old, ...part }));
  const leave = onDone ?? (() => go({ item: null }));
  const submit = () => {
    const from = readWall(draft.from, zone.timeZone);
    const until = readWall(draft.until, zone.timeZone);
    if (!from || !until) return;
    const organiser = draft.kind === "demonstration" ? null : draft.organiser || null;
    const expected = draft.expected === "" ? null : Number(draft.expected);
    const wish = { ...draft, from, until, organiser, expected, placeName: draft.placeName || null };
    // only a demonstration has a route
    const route = event?.route && draft.kind !== "demonstration" ? { route: null } : {};
    if (event)
      change.mutate({ id: event.id, position: event.position, ...wish, ...route, marking }, { onSuccess: leave });
    else add.mutate({ ...wish, lang: t.language, marking }, { onSuccess: (made) => go({ item: made.id }) });
  };
  return (
    <FormView
      submit={sharesWith(t(event ? "event.save" : "event.add"), readers, t)}
      busy={add.isPending || change.isPending}
      error={add.error ?? change.error}
      onSubmit={submit}
      onCancel={leave}
    >
      <TextField
        label={t("event.title")}
        value={draft.title}
        required
        most={300}
        onChange={(title) => set({ title })}
      />
      <div className="form-two">
        <SelectField<EventKind>
          label={t("event.kind")}
          value={draft.kind}
          options={eventKinds.map((kind) => [kind, t(`eventKind.${kind}`)] as const)}
          onChange={(kind) => set({ kind })}
        />
        <SelectField<EventStatus>
          label={t("event.status")}
          value={draft.status === "cancelled" ? "confirmed" : draft.status}
          options={statuses.map((status) => [status, t(`eventStatus.${status}`)] as const)}
          onChange={(status) => set({ status })}
        />
      </div>
      {draft.kind === "demonstration" && <p className="note">{t("event.demonstrationNote")}</p>}
      <div className="form-two">
        <TimeField label={t("event.from")} value={draft.from} required onChange={(from) => set({ from })} />
        <TimeField label={t("event.until")} value={draft.until} required onChange={(until) => set({ until })} />
      </div>
      <PlaceField name={draft.placeName} place={draft.place} onChange={set} />
      <div className="form-two">
        {draft.kind !== "demonstration" && (
          <TextField
            label={t("event.organiser")}
            hint={t("event.organiserHint")}
            value={draft.organiser ?? ""}
            most={300}
            onChange={(organiser) => set({ organiser })}
          />
        )}
        <TextField
          label={t("event.expected")}
          hint={t("event.expectedHint")}
          type="number"
          value={draft.expected}
          onChange={(expected) => set({ expected })}
        />
      </div>
      <MarkingFields marking={marking} onChange={setMarking} readers={readers} />
    </FormView>
  );
}
