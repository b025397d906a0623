/** Severity: shape, word and colour together; filled waits for a person, outline does not. */
import type { ReactNode } from "react";
import type { Severity } from "../../api/types";
import { useWords } from "../../lib/i18n";

const shapes: Record<Severity, ReactNode> = {
  extreme: <path d="M5 1h6l4 4v6l-4 4H5l-4-4V5z" />,
  severe: <path d="M8 .5 15.5 8 8 15.5.5 8z" />,
  moderate: <path d="M8 1.5 15.3 14.5H.7z" />,
  minor: <circle cx="8" cy="8" r="6.5" />,
  unknown: <rect x="2" y="2" width="12" height="12" strokeDasharray="3 2" />,
};

interface ShapeProps {
  of: Severity;
  open?: boolean;
  aged?: boolean;
  size?: number;
}

/** The inside of the shape, for drawings that place it themselves (16 by 16 units). */
export function SeverityPaths({ of, open = false }: ShapeProps) {
  const filled = open && of !== "unknown";
  const bar = of === "moderate" ? "M8 6v4M8 12v.6" : "M8 4v4M8 11.2v.6";
  return (
    <>
      <g fill={filled ? "currentColor" : "none"} stroke="currentColor" strokeWidth="1.75" strokeLinejoin="round">
        {shapes[of]}
      </g>
      {filled && of !== "minor" && <path d={bar} stroke="var(--surface)" strokeWidth="1.8" />}
    </>
  );
}

export function SeverityShape({ of, open = false, aged = false, size = 16 }: ShapeProps) {
  return (
    <svg
      className={`severity-shape ${aged ? "aged" : of}`}
      viewBox="0 0 16 16"
      width={size}
      height={size}
      aria-hidden="true"
      focusable="false"
    >
      <SeverityPaths of={of} open={open} />
    </svg>
  );
}

export function SeverityMark({ of, open = false }: ShapeProps) {
  const t = useWords();
  return (
    <span className={`severity ${of}`}>
      <SeverityShape of={of} open={open} />
      {t(`severity.${of}`)}
    </span>
  );
}
