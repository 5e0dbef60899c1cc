import "#lib/server-only";
import type { Route } from "./route.ts";
import { connectSessionRoutes } from "./routes/connect-sessions.ts";
import { connectionRoutes } from "./routes/connections.ts";
import { eventRoutes } from "./routes/events.ts";
import { proxyRoutes } from "./routes/proxy.ts";
import { tokenRoutes } from "./routes/token.ts";
import { vendorRoutes } from "./routes/vendors.ts";
import { webhookRoutes } from "./routes/webhooks.ts";

/** Everything that the developer API can do. */
export const routes: readonly Route[] = [
  ...tokenRoutes,
  ...connectionRoutes,
  ...connectSessionRoutes,
  ...proxyRoutes,
  ...eventRoutes,
  ...vendorRoutes,
  ...webhookRoutes,
];
