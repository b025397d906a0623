/** A section that is one page to read, without a list to choose from. */
import { ArrowLeft } from "lucide-react";
import type { ReactNode } from "react";
import { go } from "../../../lib/address";
import { useWords } from "../../../lib/i18n";
import { IconButton } from "../../parts/Button";
import { Scroll } from "./Scroll";

interface Props {
  title: string;
  count?: number | null;
  tools?: ReactNode;
  children: ReactNode;
}
export function Page({ title, count, tools, children }: Props) {
  const t = useWords();
  return (
    <section className="pane" aria-labelledby="admin-page-title" data-pane="" tabIndex={-1}>
      <div className="pane-head">
        <IconButton
          className="to-sections"
          icon={ArrowLeft}
          label={t("admin.toSections")}
          onClick={() => go({ view: null, item: null })}
        />
        <h2 id="admin-page-title">{title}</h2>
        <span className="quiet">{count?.toLocaleString(t.language)}</span>
      </div>
      {tools && <div className="tools">{tools}</div>}
      <Scroll named="admin-page-title" className="pane-body stack">
        {children}
      </Scroll>
    </section>
  );
}
