/** What the operator does with the sealing keys. */
export const keysCommands = () => ({});
