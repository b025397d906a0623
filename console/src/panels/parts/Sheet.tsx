/** A dialog over the page: closes with Escape, a click beside it, and with the browser's own way back. */
import { type ReactNode, useEffect, useEffectEvent } from "react";
import { Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";

interface Props {
  title: string;
  isOpen?: boolean;
  onClose: () => void;
  /** Whether it asks for a decision before anything else goes on. */
  alert?: boolean;
  /** Whether it scrolls as one. */
  long?: boolean;
  children: ReactNode;
}

export function Sheet({ title, isOpen = true, onClose, alert = false, long = false, children }: Props) {
  const left = useEffectEvent(() => isOpen && onClose());
  useEffect(() => {
    window.addEventListener("popstate", left);
    return () => window.removeEventListener("popstate", left);
  }, []);
  return (
    <ModalOverlay className="veil" isOpen={isOpen} onOpenChange={(open) => !open && onClose()} isDismissable>
      <Modal className="sheet">
        <Dialog className={long ? "dialog dialog-scroll" : "dialog"} role={alert ? "alertdialog" : "dialog"}>
          <Heading slot="title" level={2}>
            {title}
          </Heading>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
