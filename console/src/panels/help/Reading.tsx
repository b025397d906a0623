/** How to read the screen: the few signs that mean the same everywhere. */
import { useWords } from "../../lib/i18n";
import { Bars } from "../admin/level/Bars";
import { SeverityShape } from "../parts/Severity";
import { TlpLabel } from "../parts/Tlp";

export function Reading() {
  const t = useWords();
  return (
    <section className="stack-near" aria-labelledby="help-reading">
      <h2 id="help-reading">{t("help.reading")}</h2>
      <p className="second">{t("help.list")}</p>
      <dl className="signs">
        <dt>
          <SeverityShape of="severe" open /> <SeverityShape of="severe" />
        </dt>
        <dd>{t("help.filled")}</dd>
        <dt>
          <span className="plate">{t("picture.forYou")}</span>
        </dt>
        <dd>{t("help.yellow")}</dd>
        <dt>
          <Bars n={3} />
        </dt>
        <dd>{t("help.level")}</dd>
        <dt>
          <TlpLabel of="AMBER" />
        </dt>
        <dd>{t("help.tlp")}</dd>
      </dl>
    </section>
  );
}
