/** Files: added, sent with how far it is, checked by the server, removed again. */
import { Check, Paperclip, Plus, X } from "lucide-react";
import { type ChangeEvent, type DragEvent, useRef } from "react";
import type { Attachment } from "../../api/types";
import { useWords } from "../../lib/i18n";
import { IconButton } from "../parts/Button";
import { Icon } from "../parts/Icon";
import { FaultLine, idOf, useComposing } from "./composing";
import type { Upload, Uploads } from "./useUploads";

function FileRow({ file }: { file: Attachment }) {
  const t = useWords();
  const { form, change } = useComposing();
  const drop = () => {
    change({ files: form.files.filter((each) => each.sha256 !== file.sha256) });
    document.getElementById(idOf("files"))?.focus();
  };
  return (
    <li className="file">
      <Icon of={Paperclip} />
      <span className="grow file-name">{file.name}</span>
      <span className="quiet small">{Math.ceil(file.size / 1024).toLocaleString(t.language)} kB</span>
      <span className="small second">
        <Icon of={Check} /> {t("compose.fileChecked")}
      </span>
      <IconButton icon={X} label={t("compose.remove", { name: file.name })} onClick={drop} />
    </li>
  );
}

function UploadRow({ upload, onDrop }: { upload: Upload; onDrop: () => void }) {
  const t = useWords();
  const part = Math.round(upload.part * 100);
  const says = upload.error
    ? t("compose.fileRefused", { name: upload.name, why: upload.error })
    : part < 100
      ? t("compose.fileSending", { name: upload.name, part: `${part} %` })
      : t("compose.fileChecking", { name: upload.name });
  return (
    <li className={upload.error ? "file refused" : "file"}>
      <span className="grow" role={upload.error ? "alert" : "status"}>
        {says}
      </span>
      {!upload.error && <progress aria-label={upload.name} value={upload.part} max={1} />}
      <IconButton icon={X} label={t("compose.remove", { name: upload.name })} onClick={onDrop} />
    </li>
  );
}

export function FilesField({ uploads }: { uploads: Uploads }) {
  const t = useWords();
  const { form } = useComposing();
  const input = useRef<HTMLInputElement>(null);
  const take = (event: ChangeEvent<HTMLInputElement>) => {
    uploads.add([...(event.target.files ?? [])]);
    event.target.value = "";
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    uploads.add([...event.dataTransfer.files]);
  };
  return (
    <fieldset className="field full">
      <legend>{t("compose.files")}</legend>
      <ul>
        {form.files.map((file) => (
          <FileRow key={file.sha256} file={file} />
        ))}
        {uploads.all.map((upload) => (
          <UploadRow key={upload.id} upload={upload} onDrop={() => uploads.drop(upload.id)} />
        ))}
      </ul>
      <input ref={input} type="file" multiple hidden onChange={take} />
      <button
        type="button"
        className="add-file"
        id={idOf("files")}
        onClick={() => input.current?.click()}
        onDragOver={(event) => event.preventDefault()}
        onDrop={onDrop}
      >
        <span>
          <Icon of={Plus} /> {t("compose.addFile")}
        </span>
        <span className="small quiet">{t("compose.fileNote")}</span>
      </button>
      <FaultLine of="files" />
    </fieldset>
  );
}
