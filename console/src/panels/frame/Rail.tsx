/** The rail: the desks that the roles open, Picture first, Admin and Help apart. */
import type { MouseEvent } from "react";
import { addressOf, go } from "../../lib/address";
import { useWords } from "../../lib/i18n";
import { type Desk, desks } from "../desks";
import { useHere } from "../here";
import { Icon } from "../parts/Icon";
import { useForYouCount } from "../picture/items";

function DeskLink({ desk, current, count }: { desk: Desk; current: boolean; count: number }) {
  const t = useWords();
  const target = { desk: desk.name, view: null };
  const follow = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(target);
  };
  return (
    <a href={addressOf(target)} aria-current={current ? "page" : undefined} onClick={follow}>
      <Icon of={desk.icon} size={22} stroke={1.75} />
      <span>{t(desk.word)}</span>
      {count > 0 && (
        <span className="plate">
          <span aria-hidden="true">{count}</span>
          <span className="unseen">, {t("desk.forYou", { n: count })}</span>
        </span>
      )}
    </a>
  );
}

export function Rail({ desk }: { desk: string }) {
  const t = useWords();
  const { session } = useHere();
  const forYou = useForYouCount();
  const open = desks.filter((each) => each.opens(session) && !each.hidden);
  const link = (each: Desk) => (
    <DeskLink key={each.name} desk={each} current={each.name === desk} count={each.name === "picture" ? forYou : 0} />
  );
  return (
    <nav className="rail" aria-label={t("app.desks")}>
      {open.filter((each) => !each.apart).map(link)}
      <span className="rail-space" />
      {open.filter((each) => each.apart).map(link)}
    </nav>
  );
}
