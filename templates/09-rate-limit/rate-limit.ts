import type { RequestHandler } from "express";
import { rateLimit } from "express-rate-limit";

/** Of both limits: a client that reached one is told so, and when to try again. */
const common = {
  windowMs: 15 * 60 * 1000,
  standardHeaders: "draft-8",
  legacyHeaders: false,
  message: { message: "Too many requests, please try again later" },
} as const;

/** At most RATE_LIMIT_MAX requests of one client in 15 minutes (100 unless set). */
<% if unlimited_paths %>
export function limitAll(unlimited: string[]): RequestHandler {
  return rateLimit({
    ...common,
    limit: () => setting("RATE_LIMIT_MAX", 100),
    skip: ({ baseUrl, path }) =>
      isTest() ||
      unlimited.some((free) => `${baseUrl}${path}/`.startsWith(`${free}/`)),
  });
}
<% else %>
export function limitAll(): RequestHandler {
  return rateLimit({
    ...common,
    limit: () => setting("RATE_LIMIT_MAX", 100),
    skip: isTest,
  });
}
<% endif %>
<% if login_paths %>

/**
 * At most AUTH_RATE_LIMIT_MAX failed attempts of one client in 15 minutes (5 unless
 * set). What only reads is no attempt, and a fault of the service is no failure.
 */
export function limitLogins(): RequestHandler {
  return rateLimit({
    ...common,
    limit: () => setting("AUTH_RATE_LIMIT_MAX", 5),
    skip: ({ method }) =>
      isTest() || ["GET", "HEAD", "OPTIONS"].includes(method),
    skipSuccessfulRequests: true,
    requestWasSuccessful: (_req, { statusCode }) =>
      statusCode < 400 || statusCode >= 500,
  });
}
<% endif %>

/**
 * The proxies whose word on a client's address counts: those in TRUST_PROXY (their
 * addresses, or how many there are), else those with private addresses. Never all,
 * or a client could be somebody else with each request.
 */
export function trustedProxies(): string | number {
  const { TRUST_PROXY = "" } = process.env;
  if (TRUST_PROXY === "" || TRUST_PROXY === "true") {
    return "loopback, linklocal, uniquelocal";
  }
  const count = TRUST_PROXY === "false" ? 0 : Number(TRUST_PROXY);
  return Number.isInteger(count) ? count : TRUST_PROXY;
}

function setting(name: string, otherwise: number): number {
  const given = Number(process.env[name]);
  return given > 0 ? given : otherwise;
}

/** Whether the service's own tests run, all of whose requests are those of one client. */
function isTest(): boolean {
  const { NODE_ENV } = process.env;
  return NODE_ENV === "test";
}
