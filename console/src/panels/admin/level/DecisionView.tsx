/** One decision: the level, from and until when, what followed, by whom and why. */
import type { Decision } from "../../../api/admin-types";
import { useWords } from "../../../lib/i18n";
import { fullMoment, moment } from "../../../lib/time";
import { useHere } from "../../here";
import { History } from "../parts/History";
import { View } from "../parts/View";
import { Bars } from "./Bars";

export function DecisionView({ decision, decides }: { decision: Decision; decides: boolean }) {
  const t = useWords();
  const { zone, session } = useHere();
  const time = (at: string) => <time title={fullMoment(at, zone.timeZone)}>{moment(at, zone.timeZone)}</time>;
  return (
    <View>
      <div className="level-lead">
        <Bars n={decision.level} />
        <p className="lead" lang={decision.lang}>
          {decision.reason || t("decide.noReason")}
        </p>
      </div>
      <dl className="facts wide">
        <dt>{t("decide.by")}</dt>
        <dd>{decision.authority ? t.of(decision.authority.name) : t("decide.base")}</dd>
        <dt>{t("decide.from")}</dt>
        <dd>{time(decision.from)}</dd>
        <dt>{t("decide.until")}</dt>
        <dd>{decision.until ? time(decision.until) : t("group.noEnd")}</dd>
        <dt>{t("decide.then")}</dt>
        <dd>{decision.then ? t("decide.thenMost", { n: decision.then }) : t("decide.thenBefore")}</dd>
      </dl>
      {!decides && <p className="small quiet">{t("decide.who")}</p>}
      {session.canAudit && (
        <div className="stack-near">
          <h3>{t("admin.history")}</h3>
          <History subject={decision.id} />
        </div>
      )}
    </View>
  );
}
