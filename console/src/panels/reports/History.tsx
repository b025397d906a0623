/** The versions of a report, newest first; each can be compared with the one before. */
import { useState } from "react";
import { useVersions, type Version } from "../../api/exchange";
import type { Tlp } from "../../api/types";
import { useWords } from "../../lib/i18n";
import { fullMoment, moment } from "../../lib/time";
import { useHere } from "../here";
import { Button } from "../parts/Button";
import { Loading, Problem } from "../parts/States";
import { difference } from "./difference";

function Changed({ before, after }: { before: string; after: string }) {
  const t = useWords();
  const parts = difference(before, after);
  return (
    <p className="changed">
      {parts.map((part, at) => {
        // the parts of one comparison never move
        const key = `${at} ${part.kind}`;
        if (part.kind === "same") return <span key={key}>{part.text}</span>;
        const Mark = part.kind === "added" ? "ins" : "del";
        return (
          <Mark key={key}>
            <span className="unseen">{t(part.kind === "added" ? "reports.added" : "reports.removed")}: </span>
            {part.text}
          </Mark>
        );
      })}
    </p>
  );
}

function Comparison({ version, former }: { version: Version; former: Version }) {
  const t = useWords();
  const label = (tlp: Tlp | null) => (tlp ? `TLP:${tlp}` : t("compose.noMarking"));
  const same = version.title === former.title && version.text === former.text;
  return (
    <div className="box stack-near small">
      {version.tlp !== former.tlp && (
        <p className="strong">{t("reports.marking", { from: label(former.tlp), to: label(version.tlp) })}</p>
      )}
      {same && <p className="quiet">{t("reports.sameText")}</p>}
      {version.title !== former.title && <Changed before={former.title} after={version.title} />}
      {version.text !== former.text && <Changed before={former.text} after={version.text} />}
    </div>
  );
}

interface RowProps {
  version: Version;
  number: number;
  former: Version | undefined;
  current: boolean;
  /** Whether nothing can lie before the oldest version shown: only the owner sees them all. */
  whole: boolean;
}

function Row({ version, number, former, current, whole }: RowProps) {
  const t = useWords();
  const { zone, partnerName } = useHere();
  const [open, setOpen] = useState(false);
  const about = [
    version.changedBy && t("reports.changedBy", { name: partnerName(version.changedBy) }),
    current && t("reports.current"),
    !former && whole && t("reports.first"),
  ];
  return (
    <li className="version">
      <p>
        <b className="strong">{t("reports.version", { n: number })}</b>{" "}
        <time className="quiet" dateTime={version.at} title={fullMoment(version.at, zone.timeZone)}>
          {moment(version.at, zone.timeZone)}
        </time>
      </p>
      <p className="small second">{about.filter(Boolean).join(" · ")}</p>
      {former && (
        <Button kind="subtle" label={t("reports.compare")} aria-expanded={open} onClick={() => setOpen(!open)} />
      )}
      {open && former && <Comparison version={version} former={former} />}
    </li>
  );
}

export function History({ id, whole }: { id: string; whole: boolean }) {
  const t = useWords();
  const versions = useVersions(id);
  const all = versions.data ?? [];
  return (
    <section className="stack-near">
      <h3>{t("reports.history")}</h3>
      {versions.isPending && <Loading rows={2} />}
      {versions.error && <Problem error={versions.error} onAgain={() => void versions.refetch()} />}
      <ol>
        {all.map((version, at) => (
          <Row
            key={`${id} ${version.version} ${version.at}`}
            version={version}
            number={all.length - at}
            former={all[at + 1]}
            current={at === 0}
            whole={whole}
          />
        ))}
      </ol>
    </section>
  );
}
