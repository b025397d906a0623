/** The measure level: what holds, what was decided before, and the next decision by who may take it. */
import { useDecisions } from "../../../api/admin";
import type { Decision } from "../../../api/admin-types";
import { useWords } from "../../../lib/i18n";
import { moment } from "../../../lib/time";
import { useHere } from "../../here";
import { Row } from "../parts/Row";
import { Split } from "../parts/Split";
import { Bars } from "./Bars";
import { DecideForm } from "./DecideForm";
import { DecisionView } from "./DecisionView";
import { Opens } from "./Opens";

/** Whether this session decides: a decider of a competent authority. */
function useDecides(): boolean {
  const { session } = useHere();
  return session.canDecide && session.partner.kind === "authority";
}

function DecisionRow({ decision }: { decision: Decision }) {
  const t = useWords();
  const { zone } = useHere();
  const at = (time: string) => moment(time, zone.timeZone);
  const until = decision.until ? t("level.until", { time: at(decision.until) }) : "";
  return (
    <Row
      mark={<Bars n={decision.level} />}
      title={`${t("level.now", { n: decision.level })} ${until}`}
      about={`${at(decision.from)} · ${decision.authority ? t.of(decision.authority.name) : ""}`}
    />
  );
}

/** What holds now, in the words of the top bar. */
function Now() {
  const t = useWords();
  const { zone } = useHere();
  const { level, until, then } = zone.level;
  const end = until ? t("level.until", { time: moment(until, zone.timeZone) }) : null;
  const next = then ? t("level.then", { n: then }) : null;
  return (
    <div className="level-now">
      <Bars n={level} />
      <p>
        <b className="strong">{t("level.now", { n: level })}</b> {t("level.of")}{" "}
        <span className="second">{[end, next].filter(Boolean).join(", ")}</span>
      </p>
    </div>
  );
}

export default function Levels() {
  const t = useWords();
  const asked = useDecisions();
  const decides = useDecides();
  return (
    <Split
      title={t("admin.level")}
      asked={asked}
      tools={<Now />}
      row={(decision) => <DecisionRow decision={decision} />}
      aged={(decision) => decision.until !== null && Date.parse(decision.until) < Date.now()}
      name={(decision) => t("level.now", { n: decision.level })}
      detail={(decision) => <DecisionView decision={decision} decides={decides} />}
      aside={() => <Opens />}
      asideTitle={t("decide.opens")}
      empty={t("decide.none")}
      add={
        decides
          ? {
              label: t("decide.decide"),
              title: t("decide.title"),
              form: <DecideForm decisions={asked.data ?? []} />,
              aside: <Opens />,
            }
          : null
      }
    />
  );
}
