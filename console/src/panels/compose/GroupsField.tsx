/** The own groups that get it: chosen ones as tags, the others behind one button. */
import { Plus, X } from "lucide-react";
import { Menu, MenuItem, MenuTrigger, Popover, Button as PressButton } from "react-aria-components";
import { useGroups } from "../../api/queries";
import type { Group } from "../../api/types";
import { useWords } from "../../lib/i18n";
import { Icon } from "../parts/Icon";
import { FaultLine, idOf, useComposing } from "./composing";

function AddGroup({ left, onAdd }: { left: Group[]; onAdd: (id: string) => void }) {
  const t = useWords();
  return (
    <MenuTrigger>
      <PressButton
        className="tag-add"
        id={idOf("groups")}
        aria-label={t("compose.addGroup")}
        isDisabled={left.length === 0}
      >
        <Icon of={Plus} />
      </PressButton>
      <Popover className="pop" placement="bottom end">
        <Menu className="menu" aria-label={t("compose.addGroup")} onAction={(key) => onAdd(String(key))}>
          {left.map((group) => (
            <MenuItem key={group.id} id={group.id} className="menu-item" textValue={group.name}>
              <b className="strong">{group.name}</b>
              <span className="marking-note">{group.purpose || t("item.partners", { n: group.members.length })}</span>
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

export function GroupsField() {
  const t = useWords();
  const { form, change } = useComposing();
  const groups = useGroups().data ?? [];
  const known = (id: string) => groups.find((group) => group.id === id);
  const add = (id: string) => change({ groups: [...form.groups, id] });
  const drop = (id: string) => {
    change({ groups: form.groups.filter((each) => each !== id) });
    document.getElementById(idOf("groups"))?.focus();
  };
  return (
    <fieldset className="field">
      <legend>{t("compose.groups")}</legend>
      <div className="tags">
        {form.groups.length === 0 && <span className="quiet">{t("compose.noGroups")}</span>}
        {form.groups.map((id) => {
          const name = known(id)?.name ?? id;
          return (
            <span key={id} className="tag-chip">
              {name}
              <button type="button" aria-label={t("compose.remove", { name })} onClick={() => drop(id)}>
                <Icon of={X} />
              </button>
            </span>
          );
        })}
        <span className="grow" />
        <AddGroup left={groups.filter((group) => !form.groups.includes(group.id))} onAdd={add} />
      </div>
      <FaultLine of="groups" />
    </fieldset>
  );
}
