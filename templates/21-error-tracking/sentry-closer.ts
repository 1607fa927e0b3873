import { close as stopSentry } from "@sentry/node";

() => stopSentry(2000);
