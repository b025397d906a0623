/** Admin: the sections that the roles open, each a list, what is chosen, and its history. */
import { type MouseEvent, Suspense } from "react";
import "./admin.css";
import { addressOf, go, usePlace } from "../../lib/address";
import { useWords } from "../../lib/i18n";
import { useNarrow } from "../../lib/screen";
import { useHere } from "../here";
import { Boundary } from "../parts/Boundary";
import { Icon } from "../parts/Icon";
import { Loading } from "../parts/States";
import { type Section, sectionOf, sections } from "./sections";

function SectionLink({ section, current }: { section: Section; current: boolean }) {
  const t = useWords();
  const target = { view: section.name, item: null };
  const follow = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(target);
  };
  return (
    <li>
      <a href={addressOf(target)} aria-current={current ? "page" : undefined} onClick={follow}>
        <Icon of={section.icon} /> {t(section.word)}
      </a>
    </li>
  );
}

export default function AdminDesk() {
  const t = useWords();
  const place = usePlace();
  const narrow = useNarrow();
  const { session } = useHere();
  const open = sections.filter((section) => section.opens(session));
  const asked = open.find((section) => section.name === sectionOf(place.view).name);
  const section = asked ?? (narrow ? null : (open[0] ?? null));
  return (
    <div className={`admin ${asked ? "has-section" : ""}`}>
      {narrow && section && <h1 className="unseen">{t("desk.admin")}</h1>}
      <section className="pane admin-sections" aria-labelledby="admin-title" data-pane="" tabIndex={-1}>
        <div className="pane-head">
          <h1 id="admin-title">{t("desk.admin")}</h1>
        </div>
        <nav className="pane-scroll" aria-label={t("admin.sections")}>
          <ul>
            {open.map((each) => (
              <SectionLink key={each.name} section={each} current={each === section} />
            ))}
          </ul>
        </nav>
      </section>
      {section && (
        <Boundary key={section.name}>
          <Suspense
            fallback={
              <div className="pane">
                <Loading rows={8} />
              </div>
            }
          >
            <section.panel />
          </Suspense>
        </Boundary>
      )}
    </div>
  );
}
