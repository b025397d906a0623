/** A link that looks like a button: it brings a file. */
import type { LucideIcon } from "lucide-react";
import { Icon } from "../../parts/Icon";

interface Props {
  icon: LucideIcon;
  label: string;
  href: string;
  download: string;
}
export function LinkButton({ icon, label, href, download }: Props) {
  return (
    <a className="nl-button nl-button--secondary button-link" href={href} download={download}>
      <span className="nl-button__icon-start">
        <Icon of={icon} />
      </span>
      <span className="nl-button__label">{label}</span>
    </a>
  );
}
