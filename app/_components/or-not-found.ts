import { notFound } from "next/navigation";
import { Failure } from "#lib/errors";

/** What is gone, and what is not for whoever looks, look the same: a page that says so, with status 404. */
export async function orNotFound<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof Failure && (error.code === "not_found" || error.code === "forbidden")) notFound();
    throw error;
  }
}
