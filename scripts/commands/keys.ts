import { setTimeout as pause } from "node:timers/promises";
import { beginRotation, goOnRotating } from "#lib/keys/rotate";
import { keysStatus } from "#lib/keys/status";
import { keySentence } from "#lib/keys/words";

/** What the operator does with the sealing keys. */
export const keysCommands = () => ({
  "keys status": { usage: "", run: status },
  "keys rotate": { usage: "", run: rotate },
});

async function status(): Promise<string> {
  const view = await keysStatus();
  const { rotation } = view;
  return [
    ...view.keys.map((key) => keySentence(key, view)),
    ...(rotation === null || rotation.finishedAt !== null
      ? []
      : [`A rotation to ${rotation.keyId} is under way: ${rotation.done} of ${rotation.total} rows.`]),
  ].join("\n");
}

const LOOK_AGAIN_MS = 500;

/** Begins a rotation, or joins the one under way, and stays until it is done. */
async function rotate(): Promise<string> {
  await beginRotation();
  for (;;) {
    await goOnRotating();
    const { rotation } = await keysStatus();
    if (rotation === null || rotation.finishedAt !== null) break;
    // A server is at it.
    process.stderr.write(`${rotation.done} of ${rotation.total} rows\n`);
    await pause(LOOK_AGAIN_MS);
  }
  return status();
}
