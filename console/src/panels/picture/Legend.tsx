/** What the shapes on the map mean. */
import { useWords } from "../../lib/i18n";
import { SeverityShape } from "../parts/Severity";

export function Legend() {
  const t = useWords();
  return (
    <div className="map-card legend">
      <ul aria-label={t("map.legend")}>
        <li>
          <SeverityShape of="severe" open /> {t("map.needs")}
        </li>
        <li>
          <SeverityShape of="severe" /> {t("map.taken")}
        </li>
        <li>
          <svg width="16" height="16" viewBox="0 0 16 16" className="severity-shape moderate" aria-hidden="true">
            <circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" strokeWidth="1.5" strokeDasharray="3 2" />
          </svg>{" "}
          {t("map.coarse")}
        </li>
        <li>
          <svg width="16" height="16" viewBox="0 0 16 16" className="site-shape" aria-hidden="true">
            <rect x="1" y="1" width="14" height="14" rx="3" fill="currentColor" />
            <path
              d="M8 4 12 6.5H4zM5 7.5h1.4v3H5zm2.3 0h1.4v3H7.3zm2.3 0H11v3H9.6zM4 11.3h8v1.2H4z"
              fill="var(--surface)"
            />
          </svg>{" "}
          {t("map.site")}
        </li>
      </ul>
    </div>
  );
}
