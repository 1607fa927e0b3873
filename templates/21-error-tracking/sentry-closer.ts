import { close as closeSentry } from "@sentry/node";

() => closeSentry(2000);
