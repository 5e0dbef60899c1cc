import { LinkButton } from "#components/link-button";
import { Notice } from "#components/notice";

/** In place of the form that leaves for a vendor, while an administrator has paused new links there. */
export function LinkingPaused({ vendor, back }: { vendor: string; back: { href: string; label: string } }) {
  return (
    <Notice
      tone="warn"
      title="Paused for now"
      action={<LinkButton href={back.href}>{back.label}</LinkButton>}
    >
      An administrator has paused new links to {vendor}. What is linked already is not touched; come back a
      little later.
    </Notice>
  );
}
