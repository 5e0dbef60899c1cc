"use client";

import { useEffect, useRef, useState } from "react";
import { Submit } from "./submit.tsx";

/**
 * Hands over what the link carries behind `#`, which no server has seen. The button is there for whoever
 * comes before the script, and the address is cleaned so that going back does not bring the token along.
 */
export function OpenSession() {
  const form = useRef<HTMLFormElement>(null);
  const [token, setToken] = useState("");
  useEffect(() => {
    const found = window.location.hash.slice(1);
    if (found === "") return;
    window.history.replaceState(null, "", window.location.pathname + window.location.search);
    setToken(found);
  }, []);
  useEffect(() => {
    if (token !== "") form.current?.requestSubmit();
  }, [token]);
  return (
    <form ref={form} method="post" action="/connect-session/open">
      <input type="hidden" name="token" value={token} />
      <Submit look="primary">Go on</Submit>
    </form>
  );
}
