<% if sockets %>
type Header = string | undefined;
type SocketRequest = { headers: { origin?: Header; host?: Header } };
type Answer = (error: string | null | undefined, success: boolean) => void;

<% endif %>
<% if page_variable %>
/**
 * Origins whose pages may use this service beside that of <%= page_variable %>, unless
 * CORS_ALLOWED_ORIGINS is set.
 */
<% else %>
/** Origins whose pages may use this service, unless CORS_ALLOWED_ORIGINS is set. */
<% endif %>
const DEFAULT_ORIGINS: string[] = [
<% for origin in origins or [] %>
  <%= origin | quoted %>,
<% else %>
<% if page_variable %>
  // none is known
<% else %>
  // none is known yet: set CORS_ALLOWED_ORIGINS
<% endif %>
<% endfor %>
];

/** The developer's own machine, any port; only where NODE_ENV is not production. */
const LOCAL_ORIGIN = /^https?:\/\/(localhost|127\.0\.0\.1)(:\d+)?$/;

let known: (string | RegExp)[] | undefined;

/**
 * The origins whose pages may use this service: those in CORS_ALLOWED_ORIGINS
 * (comma separated), else the list above. Read once, when it is first needed.
 */
export function corsAllowlist(): (string | RegExp)[] {
  if (known === undefined) {
    known = readAllowlist();
  }
  return known;
}

<% if sockets %>
/**
 * For allowRequest of Socket.IO: CORS does not hold a WebSocket back, so the server
 * itself must look. Pages of this very host and requests without an origin, such as
 * those of other programs, may pass; who they are is for authentication to tell.
 */
export function allowSocketsFrom(
  origins: string | RegExp | (string | RegExp)[],
): (req: SocketRequest, answer: Answer) => void {
  const allowed = Array.isArray(origins) ? origins : [origins];
  return ({ headers: { origin, host } }, answer) => {
    answer(
      null,
      origin === undefined ||
        isListed(origin, allowed) ||
        (host !== undefined && origin.split("://")[1] === host),
    );
  };
}

function isListed(origin: string, allowed: (string | RegExp)[]): boolean {
  return allowed.some((entry) =>
    typeof entry === "string" ? entry === origin : entry.test(origin),
  );
}

<% endif %>
function readAllowlist(): (string | RegExp)[] {
<% if page_variable %>
  const {
    CORS_ALLOWED_ORIGINS = "",
    <%= page_variable %> = "",
    NODE_ENV,
  } = process.env;
<% else %>
  const { CORS_ALLOWED_ORIGINS = "", NODE_ENV } = process.env;
<% endif %>
  const given = CORS_ALLOWED_ORIGINS.split(",")
    .map((origin) => origin.trim().replace(/\/$/, ""))
    .filter((origin) => origin !== "");
  if (given.includes("*")) {
    throw new Error(
      'CORS_ALLOWED_ORIGINS must list origins, and "*" is not one',
    );
  }
<% if page_variable %>
  // an address may have a path, and no origin has one
  const page = /^https?:\/\/[^/]+/.exec(<%= page_variable %>)?.[0];
  const others =
    page === undefined ? DEFAULT_ORIGINS : [page, ...DEFAULT_ORIGINS];
  const origins = given.length > 0 ? given : others;
<% else %>
  const origins = given.length > 0 ? given : DEFAULT_ORIGINS;
<% endif %>
  if (origins.length === 0) {
    console.warn(
      "CORS_ALLOWED_ORIGINS is not set: pages on other hosts cannot use this service",
    );
  }
  return NODE_ENV === "production" ? origins : [...origins, LOCAL_ORIGIN];
}
