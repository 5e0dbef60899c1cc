/** What the host application can be told: the closed list of message types, and what each means. */
export const messageTypes = {
  "connection.linked": "An account was linked.",
  "connection.reconnected": "A person linked the account of a connection again; it keeps its id.",
  "connection.recovered": "A renewal went well after one or more had failed.",
  "connection.needs_attention":
    "The vendor no longer accepts the connection; its person has to reconnect it.",
  "connection.expiring": "The connection ends soon and cannot renew itself.",
  "connection.disconnected": "The connection was disconnected here.",
  "connection.removed": "The connection was removed at the vendor.",
  "incident.opened": "A vendor is having trouble, or does not accept this server's own credentials.",
  "incident.closed": "That trouble is over.",
  "alert.raised": "A rule that an administrator made has come true.",
  "alert.recovered": "It is no longer so.",
} as const;

export type MessageType = keyof typeof messageTypes;

/** Sent to one endpoint, whatever it is to be told otherwise, because somebody wants to see whether it works. */
export const TEST_TYPE = "endpoint.test";
