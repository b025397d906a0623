/** One button per role of the demo. */
import { Users } from "lucide-react";
import { useDemoSignIn } from "../../api/commands";
import type { DemoRole } from "../../api/types";
import { useWords } from "../../lib/i18n";
import { Icon } from "../parts/Icon";
import { Problem } from "../parts/States";

export function DemoRoles({ roles }: { roles: DemoRole[] }) {
  const t = useWords();
  const enter = useDemoSignIn();
  return (
    <section className="stack-near" aria-labelledby="demo-roles">
      <h2 id="demo-roles">{t("signin.demo")}</h2>
      <p className="small second">{t("signin.demoNote")}</p>
      <ul className="roles">
        {roles.map((role) => (
          <li key={role.person}>
            <button type="button" disabled={enter.isPending} onClick={() => enter.mutate(role.person)}>
              <Icon of={Users} />
              <b className="strong">{t.of(role.role)}</b>
              <span className="quiet">{t.of(role.partner)}</span>
            </button>
          </li>
        ))}
      </ul>
      {enter.error && <Problem error={enter.error} />}
    </section>
  );
}
