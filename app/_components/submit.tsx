"use client";

import { type ComponentProps, useEffect, useRef, useState } from "react";
import { buttonLook, type Look } from "./button-look.ts";

type Props = ComponentProps<"button"> & { look?: Look };

const giveUpMs = 15_000;

/**
 * The one button that sends its form. Before JavaScript arrives it is an ordinary button; afterwards it shows
 * that something is under way and lets no second click through. Not disabled meanwhile: focus stays put.
 */
export function Submit({ look, className, children, ...rest }: Props) {
  const button = useRef<HTMLButtonElement>(null);
  const [sending, setSending] = useState(false);

  useEffect(() => {
    const form = button.current?.form;
    if (form == null) return;
    let under = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const settle = (value: boolean) => {
      under = value;
      setSending(value);
      clearTimeout(timer);
      // The person may have pressed Stop; a button that stays busy for ever is a dead end.
      if (value) timer = setTimeout(settle, giveUpMs, false);
    };
    const begin = (event: SubmitEvent) => {
      if (under) event.preventDefault();
      else settle(true);
    };
    // Coming back through the browser's history finds the page as it was left.
    const comeBack = (event: PageTransitionEvent) => event.persisted && settle(false);
    form.addEventListener("submit", begin);
    window.addEventListener("pageshow", comeBack);
    return () => {
      clearTimeout(timer);
      form.removeEventListener("submit", begin);
      window.removeEventListener("pageshow", comeBack);
    };
  }, []);

  return (
    <button ref={button} type="submit" aria-busy={sending} className={buttonLook(look, className)} {...rest}>
      {sending ? (
        <span aria-hidden="true" className="absolute inset-0 grid place-items-center">
          <span className="size-4 animate-spin rounded-full border-2 border-current border-r-transparent motion-reduce:animate-none" />
        </span>
      ) : null}
      <span className={sending ? "opacity-0" : undefined}>{children}</span>
    </button>
  );
}
