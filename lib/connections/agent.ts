import type { KeyReach } from "#db/connections";

/** Whoever acts on connections: a person, or an API key. Each is its own viewer: what they may see, they are. */
export type Agent = { userId: string } | (KeyReach & { keyId: string });

/** What the activity and the audit log call them. */
export const idOf = (agent: Agent): string => ("userId" in agent ? agent.userId : agent.keyId);
