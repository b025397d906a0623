/** One row of a list that is administered: icon, name, below it what matters most, a word at the end. */
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Icon } from "../../parts/Icon";

interface Props {
  icon?: LucideIcon;
  mark?: ReactNode;
  title: string;
  about: string;
  end?: ReactNode;
}

export function Row({ icon, mark, title, about, end }: Props) {
  return (
    <>
      <span className="second">{icon ? <Icon of={icon} /> : mark}</span>
      <span className="row-title">{title}</span>
      <span />
      <span className="row-about">
        <span className="row-words">{about}</span>
        {end}
      </span>
    </>
  );
}

/** A word in a quiet box. */
export const Badge = ({ says }: { says: string }) => <span className="nl-data-badge">{says}</span>;
