/** Buttons: a word, perhaps an icon and the key that does the same. */
import type { LucideIcon } from "lucide-react";
import type { ButtonHTMLAttributes, Ref } from "react";
import { Icon } from "./Icon";
import { KeyHint } from "./KeyHint";

type Kind = "primary" | "secondary" | "subtle";
interface Props extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "children"> {
  label: string;
  kind?: Kind;
  icon?: LucideIcon;
  keyName?: string;
  ref?: Ref<HTMLButtonElement>;
}

export function Button({ label, kind = "secondary", icon, keyName, className = "", ...rest }: Props) {
  return (
    <button type="button" className={`nl-button nl-button--${kind} ${className}`} {...rest}>
      {icon && (
        <span className="nl-button__icon-start">
          <Icon of={icon} />
        </span>
      )}
      <span className="nl-button__label">
        {label}
        {keyName && (
          <>
            {" "}
            <KeyHint of={keyName} />
          </>
        )}
      </span>
    </button>
  );
}

/** A button that shows an icon only; its name is read out and shown on hover. */
export function IconButton({ label, kind = "subtle", icon, className = "", ...rest }: Props & { icon: LucideIcon }) {
  return (
    <button
      type="button"
      className={`nl-button nl-button--${kind} nl-button--icon-only ${className}`}
      aria-label={label}
      title={label}
      {...rest}
    >
      <span className="nl-button__icon-start">
        <Icon of={icon} />
      </span>
    </button>
  );
}
