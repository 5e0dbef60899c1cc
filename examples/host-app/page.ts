/** The host application's one page. */
export const page = (patchbay: string, customer: string) => `<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Host application</title>
  <style>
    :root { color-scheme: light dark }
    body { font: 16px/1.5 system-ui; max-width: 44rem; margin: 3rem auto; padding: 0 1rem }
    button { font: inherit; padding: .4rem .9rem; margin: 0 .5rem .5rem 0 }
    #frame { height: 42rem; margin-top: 1rem; border: 1px solid #8888; border-radius: 8px; overflow: hidden }
    #frame:empty { display: none }
    #accounts:empty::before { content: "None yet." }
  </style>
  <h1>${customer}</h1>
  <p>
    <button id="window">Connect in a window</button>
    <button id="inside">Connect on this page</button>
  </p>
  <p role="status" id="outcome"></p>
  <div id="frame"></div>
  <h2>Accounts</h2>
  <ul id="accounts"></ul>
  <script src="${patchbay}/connect.js"></script>
  <script type="module">
    const show = (id) => document.getElementById(id);
    const get = async (path, init) => (await fetch(path, init)).json();

    async function connect(options) {
      // Asked for beforehand, a window that opens later than the click would be blocked.
      const { url } = await next;
      next = get("/session", { method: "POST" });
      const { status, connectionId } = await window.Patchbay.connect(url, options);
      show("outcome").textContent = connectionId === null ? status : \`\${status} \${connectionId}\`;
      if (status === "linked") await accounts();
    }

    async function accounts() {
      const items = [];
      for (const { id, name, health } of await get("/accounts")) {
        const videos = await get(\`/videos?connection=\${id}\`);
        const item = document.createElement("li");
        const count = Array.isArray(videos) ? \` First videos: \${videos.map((video) => video.name).join(", ")}.\` : "";
        item.textContent = \`\${name}: \${health}\${count}\`;
        items.push(item);
      }
      show("accounts").replaceChildren(...items);
    }

    let next = get("/session", { method: "POST" });
    show("window").onclick = () => connect({ mode: "popup" });
    show("inside").onclick = () => connect({ mode: "frame", container: show("frame") });
    await accounts();
  </script>
</html>
`;
