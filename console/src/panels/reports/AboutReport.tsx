/** Who reads a report, or why one sees it, and its versions; folds to a bar on smaller screens. */
import { ChevronDown, ChevronUp } from "lucide-react";
import { useGrounds } from "../../api/exchange";
import { useReport } from "../../api/queries";
import type { Report } from "../../api/types";
import { useWords } from "../../lib/i18n";
import { useReasonWords } from "../compose/reasons";
import { IconButton } from "../parts/Button";
import { History } from "./History";
import { Readers } from "./Readers";

/** On what ground personal data crossed to the reader's own law. */
function Grounds({ of }: { of: string[] }) {
  const t = useWords();
  const known = useGrounds(of.length > 0).data ?? [];
  if (of.length === 0) return null;
  const names = of.map((id) => known.find((each) => each.id === id)?.law ?? id).join(", ");
  return <p className="small">{t("reports.personalOn", { names })}</p>;
}

function Why({ report }: { report: Report }) {
  const t = useWords();
  const reason = useReasonWords();
  return (
    <section className="stack-near">
      <h3>{t("reports.why")}</h3>
      <ul>
        {report.why.map((each) => (
          <li key={`${each.code} ${each.group ?? ""}`}>{reason(each)}</li>
        ))}
      </ul>
      <Grounds of={report.marking.grounds} />
      <p className="small quiet">{t("item.readersHidden")}</p>
    </section>
  );
}

interface Props {
  id: string | null;
  open: boolean;
  onOpen: (open: boolean) => void;
}

export function AboutReport({ id, open, onOpen }: Props) {
  const t = useWords();
  const report = useReport(id).data?.data;
  return (
    <section className={`pane about ${open ? "open" : ""}`} aria-labelledby="about-title" data-pane="" tabIndex={-1}>
      <div className="pane-head">
        <h2 id="about-title">{t("reports.about")}</h2>
        <span className="grow" />
        <IconButton
          className="about-switch"
          icon={open ? ChevronDown : ChevronUp}
          label={t("reports.about")}
          aria-expanded={open}
          onClick={() => onOpen(!open)}
        />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable with the keyboard */}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for controls */}
      <div className="pane-scroll about-body stack" role="group" tabIndex={0} aria-labelledby="about-title">
        {!report && <p>{t("reports.readersNone")}</p>}
        {report && (report.mine ? <Readers id={report.id} /> : <Why report={report} />)}
        {report && <History id={report.id} whole={report.mine} />}
      </div>
    </section>
  );
}
