/** The one catalogue: every text of the console, Dutch and English side by side. */
import { account } from "./account";
import { admin } from "./admin";
import { audit } from "./audit";
import { compose } from "./compose";
import { deciding } from "./deciding";
import { desks } from "./desks";
import { frame } from "./frame";
import { items } from "./items";
import { parties } from "./parties";
import { picture } from "./picture";
import { reports } from "./reports";

/** The files of words; each key stands in one of them. */
export const wordFiles = [
  account,
  admin,
  audit,
  compose,
  deciding,
  desks,
  frame,
  items,
  parties,
  picture,
  reports,
] as const;
export const catalogue = {
  ...account,
  ...admin,
  ...audit,
  ...compose,
  ...deciding,
  ...desks,
  ...frame,
  ...items,
  ...parties,
  ...picture,
  ...reports,
} as const;
export type Key = keyof typeof catalogue;
/** One form, or the form for one and the form for many. */
export type Form = string | readonly [string, string];
