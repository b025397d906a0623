/** Why a form was refused: in the reader's language where the kind of refusal is known, else in the server's words. */
import { OfflineError, ProblemError } from "../../../api/problem";
import { useWords } from "../../../lib/i18n";
import { catalogue, type Key } from "../../../lib/words";

export function FormProblem({ error }: { error: Error }) {
  const t = useWords();
  const slug = error instanceof ProblemError ? error.slug : "";
  const key = `refused.${slug}`;
  const says =
    error instanceof OfflineError
      ? t("refused.offline")
      : key in catalogue
        ? t(key as Key)
        : error.message || t("state.unknown");
  const faults = error instanceof ProblemError ? error.errors : [];
  return (
    <div className="refusal" role="alert">
      <p>{says}</p>
      {faults.length > 0 && (
        <ul className="small second">
          {faults.map((each) => (
            <li key={`${each.where} ${each.what}`}>
              {t.known("where", each.where)}: <span lang="en">{each.what}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
