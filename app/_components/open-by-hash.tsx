"use client";

import { useEffect, useRef } from "react";

/**
 * What stands behind the `#` of the address is sent nowhere by itself. This puts it into the form beside it and
 * sends that; the address is cleared first, so that it does not stay in the history.
 */
export function OpenByHash({ form, field }: { form: string; field: string }) {
  const done = useRef(false);
  useEffect(() => {
    const token = window.location.hash.slice(1);
    const element = document.getElementById(form);
    const input = document.getElementById(field);
    if (done.current || token === "") return;
    if (!(element instanceof HTMLFormElement) || !(input instanceof HTMLInputElement)) return;
    done.current = true;
    window.history.replaceState(null, "", window.location.pathname);
    input.value = token;
    element.requestSubmit();
  }, [form, field]);
  return null;
}
