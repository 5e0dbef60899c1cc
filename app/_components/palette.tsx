"use client";

import { Command } from "cmdk";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";

type Place = { href: string; words: string; detail: string };
type Places = { accounts: Place[]; vendors: Place[] };

const pages: Place[] = [
  { href: "/connections", words: "Connections", detail: "Everything you have linked" },
  { href: "/account", words: "Account", detail: "You, your sessions, appearance" },
];

/** Type a few letters, press Enter, be there. The dialog is the browser's own: it traps the focus and Escape closes it. */
export function Palette({ onClose }: { onClose: () => void }) {
  const router = useRouter();
  const dialog = useRef<HTMLDialogElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const [places, setPlaces] = useState<Places>({ accounts: [], vendors: [] });

  useEffect(() => {
    dialog.current?.showModal();
    input.current?.focus();
    const asking = new AbortController();
    fetch("/api/palette", { signal: asking.signal })
      .then((answer) => (answer.ok ? answer.json() : null))
      .then((found: Places | null) => found !== null && setPlaces(found))
      // Pages are listed without it; a palette that was closed needs no answer.
      .catch(() => {});
    return () => asking.abort();
  }, []);

  const go = (href: string) => {
    dialog.current?.close();
    router.push(href);
  };

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself; this is for the pointer.
    <dialog
      ref={dialog}
      aria-label="Go to"
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && dialog.current.close()}
      className="m-auto mt-[12vh] w-[min(36rem,calc(100vw-2rem))] rounded-lg border bg-surface p-0 text-ink shadow-lg shadow-ink/8 backdrop:bg-ink/30"
    >
      <Command label="Go to" loop>
        <Command.Input
          ref={input}
          placeholder="Go to an account or a page"
          className="w-full border-b bg-transparent px-4 py-3 text-base outline-none placeholder:text-soft"
        />
        <Command.List className="max-h-[50vh] overflow-y-auto p-2">
          <Command.Empty className="px-3 py-6 text-sm text-soft">Nothing here is called that.</Command.Empty>
          <Group title="Your accounts" places={places.accounts} go={go} />
          <Group title="Pages" places={pages} go={go} />
          <Group title="Connect another account" places={places.vendors} go={go} />
        </Command.List>
      </Command>
    </dialog>
  );
}

function Group({ title, places, go }: { title: string; places: Place[]; go: (href: string) => void }) {
  if (places.length === 0) return null;
  return (
    <Command.Group
      heading={title}
      className="text-sm [&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-soft"
    >
      {places.map(({ href, words, detail }) => (
        <Command.Item
          key={href}
          value={`${words} ${detail} ${href}`}
          onSelect={() => go(href)}
          className="flex cursor-pointer items-baseline justify-between gap-4 rounded-md px-3 py-2 aria-selected:bg-accent-wash"
        >
          <span className="truncate">
            <bdi>{words}</bdi>
          </span>
          <span className="shrink-0 text-xs text-soft">{detail}</span>
        </Command.Item>
      ))}
    </Command.Group>
  );
}
