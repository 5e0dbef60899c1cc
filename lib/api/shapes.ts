import { z } from "zod";

/** Words that several shapes of the developer API are made of. */

/** Every named shape; the description (OpenAPI) refers to them by these names. */
export const shapes = z.registry<{ id: string }>();

/** Gives a shape its name in the description. */
export function named<Shape extends z.ZodType>(name: string, shape: Shape): Shape {
  shapes.add(shape, { id: name });
  return shape;
}

export const instant = (words: string) => z.string().meta({ format: "date-time", description: words });
export const address = (words: string) => z.string().meta({ format: "uri", description: words });

const LARGEST_PAGE = 200;
const DEFAULT_PAGE = 50;

/** `?limit=&cursor=`, as every list takes them. */
export const paging = {
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(LARGEST_PAGE)
    .default(DEFAULT_PAGE)
    .describe("How many to a page."),
  cursor: z.string().max(200).optional().describe("The `nextCursor` of the page before."),
};

/** A page of a list. */
export const pageOf = <Item extends z.ZodType>(name: string, item: Item) =>
  named(
    name,
    z.strictObject({
      data: z.array(item),
      nextCursor: z.string().nullable().describe("Asks for the page after this one; null: this is the last."),
    }),
  );

export const vendorId = z.string().max(60);
