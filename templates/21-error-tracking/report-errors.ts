import { AsyncResource } from "node:async_hooks";
import { captureException } from "@sentry/node";
import type { ErrorRequestHandler } from "express";

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
