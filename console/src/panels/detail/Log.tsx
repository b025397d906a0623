/** Log: time, dot (open ring by rule, full by a person) and a sentence with the partner. */
import type { Report } from "../../api/types";
import { type Speech, useWords } from "../../lib/i18n";
import { fullMoment, shortMoment } from "../../lib/time";
import { useHere } from "../here";

type Entry = NonNullable<Report["log"]>[number];

/** The server's log, else what the report itself tells: written, changed, seen too, opinions. */
function entriesOf(report: Report, t: Speech): Entry[] {
  if (report.log) return report.log;
  const own = (kind: string, at: string, text: string): Entry => ({ at, kind, by: report.owner, text });
  const changed = own("changed", report.version, t(report.revoked ? "log.revoked" : "log.changed"));
  const entries = [
    own("created", report.created, t(report.marking.tlp ? "log.created" : "log.written")),
    ...(report.version === report.created ? [] : [changed]),
    ...report.sightings.map((each) => ({ at: each.at, kind: "sighting", by: each.by, text: t("log.sighting") })),
    ...report.opinions.map((each) => {
      const text = t("log.opinion", { opinion: t(`opinion.${each.opinion}`) });
      return { at: each.at, kind: "opinion", by: each.by, text };
    }),
  ];
  return entries.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

export function Log({ report }: { report: Report }) {
  const t = useWords();
  const { zone, partnerName } = useHere();
  return (
    <div className="stack-near">
      <h3>{t("item.log")}</h3>
      <ol className="log">
        {entriesOf(report, t).map((entry) => (
          <li key={`${entry.at} ${entry.kind} ${entry.by}`}>
            <time className="quiet" dateTime={entry.at} title={fullMoment(entry.at, zone.timeZone)}>
              {shortMoment(entry.at, zone.timeZone)}
            </time>
            <span className={entry.kind === "rule" ? "dot" : "dot full"} />
            <span>
              {entry.text} <span className="quiet">· {partnerName(entry.by)}</span>
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}
