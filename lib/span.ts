/** How long, in the words a person would use: "41 minutes", "3 days". */
export function span(milliseconds: number): string {
  const minutes = Math.round(Math.abs(milliseconds) / 60_000);
  if (minutes < 1) return "less than a minute";
  if (minutes < 60) return count(minutes, "minute");
  if (minutes < 180)
    return [count(Math.floor(minutes / 60), "hour"), minutes % 60 && count(minutes % 60, "minute")]
      .filter(Boolean)
      .join(" ");
  const hours = Math.round(minutes / 60);
  if (hours < 48) return count(hours, "hour");
  const days = Math.round(hours / 24);
  if (days < 60) return count(days, "day");
  const months = Math.round(days / 30.44);
  return months < 24 ? count(months, "month") : count(Math.round(months / 12), "year");
}

export function count(number: number, noun: string): string {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}
