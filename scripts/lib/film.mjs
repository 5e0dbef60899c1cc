import { createHash } from "node:crypto";

const CHUNK_BYTES = 64 * 1024;

/** So many bytes, the same each time, each chunk another one: nothing may be lost, doubled or exchanged unseen. */
export function* film(bytes) {
  for (let at = 0; at < bytes; at += CHUNK_BYTES) {
    const chunk = Buffer.alloc(Math.min(CHUNK_BYTES, bytes - at), "film");
    chunk.writeBigUInt64BE(BigInt(at));
    yield chunk;
  }
}

export function sha256OfFilm(bytes) {
  const sum = createHash("sha256");
  for (const chunk of film(bytes)) sum.update(chunk);
  return sum.digest("hex");
}
