/** Facts as label and value: where, when, from whom, who sees it. */
import type { Geometry } from "geojson";
import { useReaders } from "../../api/queries";
import type { Report } from "../../api/types";
import { useWords } from "../../lib/i18n";
import { fullMoment, moment } from "../../lib/time";
import { useHere } from "../here";
import { kindWord } from "../parts/kinds";

/** Latitude and longitude of a point, as one types them; nothing for a line or an area. */
function coordinates(geometry: Geometry | null): string | null {
  if (geometry?.type !== "Point") return null;
  const [longitude = 0, latitude = 0] = geometry.coordinates;
  return `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`;
}

function Where({ report }: { report: Report }) {
  const t = useWords();
  const place = report.place;
  if (!place) return <dd className="quiet">{t("item.noPlace")}</dd>;
  const exactness = place.precisionM > 0 ? t("item.within", { n: place.precisionM }) : t("item.exact");
  return (
    <dd>
      {place.name ?? coordinates(place.geometry) ?? t("item.onMap")}
      <br />
      <span className="quiet">{exactness}</span>
    </dd>
  );
}

/** The owner sees who reads it; others see why they do. */
function WhoSees({ report }: { report: Report }) {
  const t = useWords();
  const { partnerName } = useHere();
  const readers = useReaders(report.id, report.mine).data;
  if (!report.mine || !readers)
    return (
      <dd>
        {report.why.map((reason) => t.of(reason.text)).join("; ")}
        {report.why.length > 0 && <br />}
        <span className="quiet">{t("item.readersHidden")}</span>
      </dd>
    );
  const persons = t("item.persons", { n: readers.persons });
  const partners = t("item.partners", { n: readers.partners });
  return (
    <dd>
      <b className="strong">{t("item.readers", { persons, partners })}</b>
      <br />
      <span className="quiet">
        {readers.rows.map((row) => `${partnerName(row.partner)} ${row.persons}`).join(", ")}
      </span>
    </dd>
  );
}

export function Facts({ report }: { report: Report }) {
  const t = useWords();
  const { zone, partnerName } = useHere();
  const time = (at: string) => (
    <time dateTime={at} title={fullMoment(at, zone.timeZone)}>
      {moment(at, zone.timeZone)}
    </time>
  );
  return (
    <dl className="facts">
      <dt>{t("item.where")}</dt>
      <Where report={report} />
      <dt>{t("filter.kind")}</dt>
      <dd>{kindWord(report.kind, t)}</dd>
      <dt>{t("item.owner")}</dt>
      <dd>{partnerName(report.owner)}</dd>
      <dt>{t("item.written")}</dt>
      <dd>{time(report.created)}</dd>
      {report.usefulUntil && (
        <>
          <dt>{t("item.until")}</dt>
          <dd>{time(report.usefulUntil)}</dd>
        </>
      )}
      <dt>{t("item.whoSees")}</dt>
      <WhoSees report={report} />
    </dl>
  );
}
