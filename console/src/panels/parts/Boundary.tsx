/** A part of the screen that breaks does not take the rest with it. */
import { Component, type ReactNode } from "react";
import { useWords } from "../../lib/i18n";
import { Button } from "./Button";

function Broke({ onAgain }: { onAgain: () => void }) {
  const t = useWords();
  return (
    <div className="problem" role="alert">
      <p className="strong">{t("state.pageBroke")}</p>
      <Button label={t("state.again")} onClick={onAgain} />
    </div>
  );
}

export class Boundary extends Component<{ children: ReactNode }, { broke: boolean }> {
  override state = { broke: false };
  static getDerivedStateFromError(): { broke: boolean } {
    return { broke: true };
  }
  override render(): ReactNode {
    if (!this.state.broke) return this.props.children;
    return <Broke onAgain={() => this.setState({ broke: false })} />;
  }
}
