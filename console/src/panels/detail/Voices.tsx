/** What others add to a report: seen too, opinions, files. */
import { Eye, MessageCircle, Paperclip } from "lucide-react";
import { attachmentAddress } from "../../api/queries";
import type { Report } from "../../api/types";
import { useWords } from "../../lib/i18n";
import { moment } from "../../lib/time";
import { useHere } from "../here";
import { Icon } from "../parts/Icon";

export function Voices({ report }: { report: Report }) {
  const t = useWords();
  const { zone, partnerName } = useHere();
  const at = (time: string) => moment(time, zone.timeZone);
  return (
    <>
      {report.sightings.length > 0 && (
        <div className="stack-near">
          <h3>{t("item.sightings")}</h3>
          <ul className="small second">
            {report.sightings.map((each) => (
              <li key={each.id}>
                <Icon of={Eye} /> {partnerName(each.by)}, {at(each.at)}
                {each.note && `: ${each.note}`}
              </li>
            ))}
          </ul>
        </div>
      )}
      {report.opinions.length > 0 && (
        <div className="stack-near">
          <h3>{t("item.opinions")}</h3>
          <ul className="small second">
            {report.opinions.map((each) => (
              <li key={each.id}>
                <Icon of={MessageCircle} /> {partnerName(each.by)}, {at(each.at)}: {t(`opinion.${each.opinion}`)}
                {each.note && `. ${each.note}`}
              </li>
            ))}
          </ul>
        </div>
      )}
      {report.attachments.length > 0 && (
        <div className="stack-near">
          <h3>{t("item.files")}</h3>
          <ul className="small">
            {report.attachments.map((file) => (
              <li key={file.sha256}>
                <a href={attachmentAddress(report.id, file.sha256)} download={file.name}>
                  <Icon of={Paperclip} /> {file.name}
                </a>{" "}
                <span className="quiet">{Math.ceil(file.size / 1024).toLocaleString(t.language)} kB</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}
