/** Where one is signed in; each can be ended. */
import { endSession, useSessions } from "../../api/account";
import { useCommand } from "../../api/admin";
import { useWords } from "../../lib/i18n";
import { moment } from "../../lib/time";
import { FormProblem } from "../admin/parts/FormProblem";
import { Badge } from "../admin/parts/Row";
import { useHere } from "../here";
import { Button } from "../parts/Button";
import { Loading, Problem } from "../parts/States";

export function Sessions() {
  const t = useWords();
  const { zone } = useHere();
  const query = useSessions();
  const end = useCommand(endSession, "sessions");
  const device = (name: string) =>
    name === "?, ?" ? t("account.unknownDevice") : name.replaceAll("?", t("account.unknown"));
  const at = (time: string) => moment(time, zone.timeZone);
  return (
    <section className="stack-near" aria-labelledby="account-sessions">
      <h2 id="account-sessions">{t("account.sessions")}</h2>
      <p className="small second">{t("account.sessionsNote")}</p>
      {query.isPending && <Loading rows={2} />}
      {query.error && <Problem error={query.error} onAgain={() => void query.refetch()} />}
      <ul className="entries">
        {query.data?.map((session) => (
          <li key={session.id}>
            <span>
              <b className="strong">{device(session.device)}</b>
              <br />
              <span className="small second">
                {t("account.since", { from: at(session.started), seen: at(session.lastSeen) })}
              </span>
            </span>
            {session.current ? (
              <Badge says={t("account.thisOne")} />
            ) : (
              <Button
                label={t("account.end")}
                aria-label={t("account.endOf", { device: device(session.device), from: at(session.started) })}
                disabled={end.isPending}
                onClick={() => end.mutate(session.id)}
              />
            )}
          </li>
        ))}
      </ul>
      {end.error && <FormProblem error={end.error} />}
    </section>
  );
}
