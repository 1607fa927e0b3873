import { STATUS_CODES } from "node:http";
import type { ErrorRequestHandler } from "express";
import { logger } from "./<%= modules.structured_logger %>";

/**
 * Answers whatever a route has thrown. A client is told what it did wrong; anything
 * else is logged, once, and answered with words that give nothing away.
 */
export const answerErrors: ErrorRequestHandler = (
  error: unknown,
  req,
  res,
  next,
) => {
  if (res.headersSent) {
    // Express logs it and cuts the answer off
    next(error);
    return;
  }
  const status = statusOf(error);
  const phrase = STATUS_CODES[status] ?? "Error";
  if (status < 500) {
    res.status(status).json({ message: messageOf(error) || phrase });
    return;
  }
  logger.error({
    message: messageOf(error) || phrase,
    stack: error instanceof Error ? error.stack : undefined,
    method: req.method,
    requestId: res.get("X-Request-Id"),
  });
  res.status(status).json({ message: phrase });
};

/** The status that an error asks for, as Express reads it; else 500. */
function statusOf(error: unknown): number {
  const { status, statusCode } = Object(error) as Record<string, unknown>;
  const code = [status, statusCode].map(Number).find((it) => it >= 400);
  return code !== undefined && code in STATUS_CODES ? code : 500;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
