"use client";

import { lazy, Suspense, useEffect, useState } from "react";
import { Icon } from "#components/icon";

const Palette = lazy(() =>
  import("./palette.tsx").then(({ Palette: component }) => ({ default: component })),
);

/** Opens the command palette with ⌘K or Ctrl K; what it is made of is fetched at the first time only. */
export function PaletteKey() {
  const [ready, setReady] = useState(false);
  const [open, setOpen] = useState(false);

  useEffect(() => {
    setReady(true);
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      setOpen((was) => !was);
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);

  // Without JavaScript there is nothing to open.
  return (
    <>
      <button
        type="button"
        aria-label="Go to …"
        title="Go to … (Ctrl K or ⌘K)"
        hidden={!ready}
        onClick={() => setOpen(true)}
        className="grid size-11 max-[24rem]:hidden sm:size-9 shrink-0 cursor-pointer place-items-center rounded-md text-soft hover:bg-sunken hover:text-ink"
      >
        <Icon name="find" />
      </button>
      {open ? (
        <Suspense fallback={null}>
          <Palette onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
