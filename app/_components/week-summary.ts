/** The coming week in one sentence. */
export function weekSummary(needing: number, byItself: number): string {
  if (needing === 0 && byItself === 0) return "Nothing is linked, so nothing will happen.";
  if (needing === 0)
    return byItself === 1
      ? "Your account goes on by itself; nothing will need you."
      : `All ${byItself.toLocaleString("en")} accounts go on by themselves; nothing will need you.`;
  const some = `${needing.toLocaleString("en")} ${needing === 1 ? "account needs" : "accounts need"} you`;
  return byItself === 0 ? `${some}.` : `${some}; everything else goes on by itself.`;
}
