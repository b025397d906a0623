/** What this is, under which licence, and whose work is in it. */
import { version } from "../../../package.json";
import { useWords } from "../../lib/i18n";
import { useHere } from "../here";

const parts = [
  ["Atkinson Hyperlegible Next", "SIL OFL 1.1"],
  ["Lucide", "ISC"],
  ["MapLibre GL JS", "BSD 3-Clause"],
  ["React, React Aria", "MIT, Apache 2.0"],
  ["NL Design System", "EUPL 1.2"],
] as const;

export function About() {
  const t = useWords();
  const { zone } = useHere();
  return (
    <section className="stack-near" aria-labelledby="help-about">
      <h2 id="help-about">{t("help.about")}</h2>
      <dl className="facts wide">
        <dt>{t("help.version")}</dt>
        <dd>igiz {version}</dd>
        <dt>{t("help.zone")}</dt>
        <dd>{t.of(zone.name)}</dd>
        <dt>{t("help.licence")}</dt>
        <dd>{t("help.licenceName")}</dd>
        {zone.attribution && (
          <>
            <dt>{t("help.map")}</dt>
            <dd>{zone.attribution}</dd>
          </>
        )}
        <dt>{t("help.interface")}</dt>
        <dd>
          <a href="/v1/openapi.json">OpenAPI</a>
        </dd>
        {parts.map(([name, licence]) => (
          <div className="fact" key={name}>
            <dt>{name}</dt>
            <dd>{licence}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
