import * as Sentry from "@sentry/react";

Sentry.init({ dsn: "https://key@example.com/1" });
