import { AsyncResource } from "node:async_hooks";
import { channel } from "node:diagnostics_channel";
import type { IncomingMessage, ServerResponse } from "node:http";
import { captureException, captureMessage } from "@sentry/node";
import type { ErrorRequestHandler } from "express";

type Exchange = { request: IncomingMessage; response: ServerResponse };
type Routed = { baseUrl?: string; route?: { path: unknown } };

/** A part of a path that is no word: an id, a token, an address. `v1` is a word. */
const VALUE = /\/(?!v\d+(?:\/|$))[^/]*[\d@%][^/]*/g;

/** Routes that answer 503 on purpose, again and again. */
const PROBE = /\/_*(?:lb)?(?:health|heartbeat|live|ping|ready|status)/i;

/** Answers whose error is reported. */
const reported = new WeakSet<ServerResponse>();

/**
 * Reports an error that is answered with 5xx. The others are mistakes of clients, and
 * their messages may repeat what was sent.
 */
export const reportErrors: ErrorRequestHandler = (
  error: unknown,
  _req,
  res,
  next,
) => {
  reported.add(res);
  // what Sentry knows of the request belongs to it after the answer, too
  const report = AsyncResource.bind(() => {
    captureException(error);
  });
  if (res.headersSent) {
    // whatever the status says, the answer is cut off
    report();
  } else {
    res.once("close", () => {
      if (res.statusCode >= 500) report();
    });
  }
  next(error);
};

// a handler may catch what fails and answer by itself: nobody else hears of it
channel("http.server.response.finish").subscribe((exchange: unknown) => {
  const { request, response } = exchange as Exchange;
  const { statusCode } = response;
  if (statusCode < 500 || reported.has(response)) {
    return;
  }
  const route = patternOf(request);
  if (!PROBE.test(route)) {
    captureMessage(
      `${request.method} ${route} answered ${statusCode} by itself`,
      "error",
    );
  }
});

/** The route as the code has it: `/orders/:id`. */
function patternOf(request: IncomingMessage): string {
  const { baseUrl = "", route } = request as IncomingMessage & Routed;
  const mount = baseUrl.replace(VALUE, "/:value");
  return route ? mount + String(route.path) : mount || "unmatched";
}
