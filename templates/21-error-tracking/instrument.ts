import { init } from "@sentry/node";
import type { ErrorEvent } from "@sentry/node";

const { NODE_ENV, SENTRY_DSN, SENTRY_ENVIRONMENT } = process.env;

/** A part of a path that is no word: an id, a token, an address. `v1` is a word. */
const VALUE = /\/(?!v\d+(?:\/|$))[^/]*[\d@%][^/]*/g;

/**
 * Errors are reported where SENTRY_DSN is set; elsewhere nothing leaves the service. To
 * decline personal data is not enough, for Sentry sends what it knows of a request anyway.
 */
if (SENTRY_DSN) {
  init({
    dsn: SENTRY_DSN,
    environment: SENTRY_ENVIRONMENT || NODE_ENV || "development",
    sendDefaultPii: false,
    includeLocalVariables: false,
    // these would hold log lines and the addresses of outgoing calls
    maxBreadcrumbs: 0,
    beforeSend: withoutPersonalData,
    // errors only: nothing is traced, here or in the services that are called
    beforeSendTransaction: () => null,
    tracePropagationTargets: [],
    registerEsmLoaderHooks: false,
    // without it a rejection that nobody handles ends the process, as ever, and is reported
    integrations: (defaults) =>
      defaults.filter(({ name }) => name !== "OnUnhandledRejection"),
  });
}

/** An event without body, query, headers, cookies, user and the values in its path. */
function withoutPersonalData(event: ErrorEvent): ErrorEvent {
  delete event.request;
  delete event.user;
  delete event.breadcrumbs;
  if (event.transaction) {
    event.transaction = event.transaction.replace(VALUE, "/:value");
  }
  return event;
}
