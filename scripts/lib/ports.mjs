import { createServer } from "node:net";

/** The wanted port, or the next one on which nobody listens. */
export async function nextFreePort(wanted) {
  for (let port = wanted; port < wanted + 100; port++) {
    if (await isFree(port)) return port;
  }
  return freePort();
}

/** A port of the system's choice. */
export const freePort = () => listen(0, "127.0.0.1");

// Both, since one listening on all addresses leaves the loopback one looking free on some systems.
async function isFree(port) {
  try {
    await listen(port, "127.0.0.1");
    await listen(port);
    return true;
  } catch {
    return false;
  }
}

function listen(port, host) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(port, host, () => {
      const taken = server.address().port;
      server.close(() => resolve(taken));
    });
  });
}
