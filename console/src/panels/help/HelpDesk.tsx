/** Help: how to read the screen, all keys, whom to ask, what this is; always at the same spot of the rail. */
import "./help.css";
import { useWords } from "../../lib/i18n";
import { Scroll } from "../admin/parts/Scroll";
import { About } from "./About";
import { Contact } from "./Contact";
import { HelpKeys } from "./HelpKeys";
import { Reading } from "./Reading";

export default function HelpDesk() {
  const t = useWords();
  return (
    <section className="pane" aria-labelledby="help-title" data-pane="" tabIndex={-1}>
      <div className="pane-head">
        <h1 id="help-title">{t("help.title")}</h1>
      </div>
      <Scroll named="help-title" className="pane-body">
        <div className="help-body">
          <Reading />
          <HelpKeys />
          <Contact />
          <About />
        </div>
      </Scroll>
    </section>
  );
}
