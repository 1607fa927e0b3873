import { close as closeSentry } from "@sentry/node";

shutDownOnSignal(<%= server %>, {
  sentry: () => closeSentry(2000),
});
