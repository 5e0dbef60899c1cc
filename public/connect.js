/**
 * Lets a customer of yours link an account from inside your own page. Types: connect.d.ts.
 *
 *   <script src="https://patchbay.example.com/connect.js"></script>
 *   const outcome = await Patchbay.connect(url);   // url: from POST /api/v1/connect-sessions, made by your server
 *
 * No dependencies; works as it stands in every browser that is still looked after.
 */
(() => {
  const home = new URL(document.currentScript.src).origin;
  const FEATURES = "popup,width=560,height=760";
  const LOOK_EVERY_MS = 1_500;
  /** A vendor's page may cut a window off from its opener, which then looks closed: ask before believing it. */
  const GRACE_MS = 4_000;
  const ended = new Set(["linked", "denied", "closed", "expired"]);

  /** Resolves once, with { status, connectionId, session }. Never rejects for what a person decided. */
  function connect(url, options = {}) {
    const address = new URL(url);
    if (address.origin !== home) throw new TypeError(`The address must be one of ${home}.`);
    const session = address.searchParams.get("session");
    if (session === null) throw new TypeError("The address names no session.");
    const mode = options.mode ?? "popup";
    if (mode === "page") {
      window.location.assign(url);
      return new Promise(() => {});
    }
    const place = mode === "frame" ? openFrame(url, options) : openWindow(url);
    if (place === null) return Promise.resolve({ status: "blocked", connectionId: null, session });
    return new Promise((resolve) => watch(session, place, options, resolve));
  }

  function openWindow(url) {
    const opened = window.open(url, "_blank", FEATURES);
    if (opened === null) return null;
    return {
      isOurs: (source) => source === opened,
      isGone: () => opened.closed,
      close: () => opened.close(),
    };
  }

  function openFrame(url, { container }) {
    if (!(container instanceof Element)) throw new TypeError("mode: frame needs a container element.");
    const frame = document.createElement("iframe");
    frame.src = url;
    frame.title = "Connect your accounts";
    frame.style.cssText = "width:100%;height:100%;border:0";
    container.append(frame);
    return {
      isOurs: (source) => source === frame.contentWindow,
      isGone: () => !frame.isConnected,
      close: () => frame.remove(),
    };
  }

  function watch(session, place, { onEvent, keepOpen = false }, resolve) {
    let goneSince = null;
    const timer = setInterval(look, LOOK_EVERY_MS);
    window.addEventListener("message", hear);

    function hear({ origin, source, data }) {
      // Only our own page's word counts, and only from the window or frame that was opened here.
      if (origin !== home || !place.isOurs(source) || data?.source !== "patchbay") return;
      if (data.session !== session) return;
      onEvent?.({ status: data.status, connectionId: data.connectionId });
      if (ended.has(data.status)) end(data);
    }

    async function look() {
      const outcome = await ask(session);
      if (outcome !== null && ended.has(outcome.status)) return end(outcome);
      if (!place.isGone()) goneSince = null;
      else if (goneSince === null) goneSince = performance.now();
      else if (performance.now() - goneSince > GRACE_MS) end({ status: "closed", connectionId: null });
    }

    function end({ status, connectionId }) {
      clearInterval(timer);
      window.removeEventListener("message", hear);
      if (!keepOpen) place.close();
      resolve({ status, connectionId, session });
    }
  }

  async function ask(session) {
    try {
      const answer = await fetch(`${home}/connect-session/${encodeURIComponent(session)}/outcome`, {
        credentials: "omit",
      });
      return answer.ok ? await answer.json() : null;
    } catch {
      return null; // Offline for a moment; the next look tells.
    }
  }

  window.Patchbay = Object.freeze({ connect });
})();
