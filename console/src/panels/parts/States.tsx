/** What stands in the place of data: loading, nothing, or a problem. The rest of the screen goes on. */
import { RotateCw } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { OfflineError, ProblemError } from "../../api/problem";
import { useWords } from "../../lib/i18n";
import { Button } from "./Button";

/** Grey lines in the place of rows, after 150 ms; after 1 s a line with Cancel where that can be done. */
export function Loading({ rows = 4, onCancel }: { rows?: number; onCancel?: () => void }) {
  const t = useWords();
  const [stage, setStage] = useState(0);
  useEffect(() => {
    const timers = [150, 1000].map((after, at) => window.setTimeout(() => setStage(at + 1), after));
    return () => timers.forEach(window.clearTimeout);
  }, []);
  if (stage === 0) return null;
  return (
    <div className="loading" role="status" aria-label={t("state.loading")}>
      {stage > 1 && (
        <p className="line small second">
          <span className="grow">{t("state.loading")}</span>
          {onCancel && <Button kind="subtle" label={t("state.cancel")} onClick={onCancel} />}
        </p>
      )}
      {Array.from({ length: rows }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: grey lines have nothing else to be told apart by
        <div key={at} className="loading-row" />
      ))}
    </div>
  );
}

export function Empty({ says, children }: { says: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <p>{says}</p>
      {children}
    </div>
  );
}

function sentence(error: Error, offline: string, unknown: string, notFound: string): string {
  if (error instanceof OfflineError) return offline;
  if (!(error instanceof ProblemError)) return unknown;
  if (error.status === 404 || error.status === 403) return notFound;
  return error.message === "" ? unknown : error.message;
}

/** What went wrong, where, what to do, and the id to give to whoever helps. */
export function Problem({ error, onAgain }: { error: Error; onAgain?: () => void }) {
  const t = useWords();
  const [copied, setCopied] = useState(false);
  const id = error instanceof ProblemError ? error.id : "";
  const copy = () => void navigator.clipboard.writeText(id).then(() => setCopied(true));
  return (
    <div className="problem" role="alert">
      <p className="strong">{sentence(error, t("state.offline"), t("state.unknown"), t("state.notFound"))}</p>
      {error instanceof ProblemError && error.errors.length > 0 && (
        <ul className="small second">
          {error.errors.map((each) => (
            <li key={`${each.where} ${each.what}`}>
              {each.where}: {each.what}
            </li>
          ))}
        </ul>
      )}
      {id !== "" && (
        <p className="small quiet line wrap">
          <span>
            {t("state.problemId")}: {id}
          </span>
          <Button kind="subtle" label={copied ? t("state.copied") : t("state.copy")} onClick={copy} />
        </p>
      )}
      {onAgain && <Button label={t("state.again")} icon={RotateCw} onClick={onAgain} />}
    </div>
  );
}
