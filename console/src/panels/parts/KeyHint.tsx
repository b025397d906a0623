/** The key that does the same as a button: seen, not read out, because the button has its own name. */
export function KeyHint({ of: key }: { of: string }) {
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a kbd takes no focus
  return <kbd aria-hidden="true">{key}</kbd>;
}
