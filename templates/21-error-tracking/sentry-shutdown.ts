import { close as stopSentry } from "@sentry/node";

shutDownOnSignal(<%= server %>, {
  sentry: () => stopSentry(2000),
});
