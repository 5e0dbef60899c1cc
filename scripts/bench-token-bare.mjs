import { createDecipheriv, createSecretKey } from "node:crypto";
import { createServer } from "node:http";
import Database from "better-sqlite3";
import pg from "pg";

/**
 * What a token read cannot do without: a server, one row by its key, one opened seal. `bench-token.mjs` starts
 * it on the same database, to compare with.
 */
const { DATABASE_URL = "", PORT, KEY = "" } = process.env;
const key = createSecretKey(Buffer.from(KEY.split(":")[1] ?? "", "base64"));
const question = "SELECT * FROM connections WHERE id = ";
const find = DATABASE_URL.startsWith("file:") ? onSqlite() : onPostgres();

createServer(async (request, response) => {
  const row = await find(request.url?.split("/")[4]);
  const [, , nonce, body] = row.sealed_access_token.split(".");
  const bytes = Buffer.from(body, "base64url");
  const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64url"));
  decipher.setAAD(
    Buffer.from(JSON.stringify(["bench", "connections", row.id, "accessToken", row.generation])),
  );
  decipher.setAuthTag(bytes.subarray(-16));
  const accessToken = decipher.update(bytes.subarray(0, -16), undefined, "utf8") + decipher.final("utf8");
  const text = JSON.stringify({ accessToken });
  response.writeHead(200, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
  });
  response.end(text);
}).listen(Number(PORT), "127.0.0.1", () => process.stdout.write("ready\n"));

function onSqlite() {
  const statement = new Database(DATABASE_URL.slice("file:".length)).prepare(`${question}?`);
  return (id) => statement.get(id);
}

function onPostgres() {
  const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 10 });
  return async (id) => (await pool.query(`${question}$1`, [id])).rows[0];
}
