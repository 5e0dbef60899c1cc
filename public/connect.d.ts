/** What connect.js adds to a page. Source of the words: docs/connect-sessions.md. */

export type Outcome = {
  /**
   * "linked": `connectionId` names the connection. "denied": the person said no at the vendor. "closed": they
   * closed the window or went away. "blocked": the browser did not let the window open; offer a link instead.
   * "expired": the session's time was over first.
   */
  status: "linked" | "denied" | "closed" | "blocked" | "expired";
  connectionId: string | null;
  /** The session's id, as your server knows it. */
  session: string;
};

export type Event = { status: "ready" | "linked" | "denied"; connectionId: string | null };

export type Options = {
  /** "popup" (default): call it in a click, or the browser blocks it. "frame": in `container`. "page": leaves. */
  mode?: "popup" | "frame" | "page";
  container?: Element;
  /** Leaves the window or frame open after the outcome is known. */
  keepOpen?: boolean;
  onEvent?: (event: Event) => void;
};

declare global {
  interface Window {
    Patchbay: {
      /** `url`: from `POST /api/v1/connect-sessions`, asked for by your server with `origin` set to this page's. */
      connect: (url: string, options?: Options) => Promise<Outcome>;
    };
  }
}
