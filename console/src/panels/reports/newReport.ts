/** Begin a report: each has a draft of its own. */
import { newKey } from "../../api/client";
import { go } from "../../lib/address";

export const newReport = (): void => go({ desk: "reports", view: `compose.draft--${newKey()}` });
