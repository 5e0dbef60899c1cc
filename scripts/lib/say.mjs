/** One line of progress on stderr per slow step; a live counter only where somebody watches. */
export function say(sentence) {
  process.stderr.write(`${sentence}\n`);
}

export async function step(title, work) {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const live = process.stderr.isTTY === true;
  process.stderr.write(`${title} …`);
  const counter = live && setInterval(() => process.stderr.write(`\r${title} … ${seconds()} s`), 1000);
  let outcome = "failed";
  try {
    const result = await work();
    outcome = "done";
    return result;
  } finally {
    if (counter) clearInterval(counter);
    process.stderr.write(`${live ? `\r${title} …` : ""} ${outcome} (${seconds()} s)\n`);
  }
}

/** Something a person can act on; shown as a sentence, without a stack trace. */
export class Trouble extends Error {}
