<% if sockets %>
type SocketRequest = { headers: { origin?: string } };
type Answer = (error: string | null | undefined, success: boolean) => void;

<% endif %>
/** Origins that may call this service unless CORS_ALLOWED_ORIGINS names others. */
const DEFAULT_ORIGINS: string[] = [
<% for origin in origins or [] %>
  <%= origin | quoted %>,
<% else %>
  // none is known yet: set CORS_ALLOWED_ORIGINS
<% endfor %>
];

/** Any port of the developer's own machine; never in production. */
const LOCAL_ORIGIN = /^https?:\/\/(localhost|127\.0\.0\.1)(:\d+)?$/;

let known: (string | RegExp)[] | undefined;

/**
 * The origins whose pages may call this service: those in CORS_ALLOWED_ORIGINS
 * (comma separated), else the list above. Read once, when first needed, so that
 * the environment file is loaded by then.
 */
export function corsAllowlist(): (string | RegExp)[] {
  if (known === undefined) {
    known = readAllowlist();
  }
  return known;
}

<% if sockets %>
/**
 * For allowRequest of Socket.IO: CORS does not apply to WebSockets, so the server
 * itself must look. Requests without an origin come from no web page and may pass.
 */
export function allowSocketsFrom(
  origins: string | RegExp | (string | RegExp)[],
): (req: SocketRequest, answer: Answer) => void {
  const allowed = Array.isArray(origins) ? origins : [origins];
  return ({ headers: { origin } }, answer) => {
    answer(null, origin === undefined || isListed(origin, allowed));
  };
}

function isListed(origin: string, allowed: (string | RegExp)[]): boolean {
  return allowed.some((entry) =>
    typeof entry === "string" ? entry === origin : entry.test(origin),
  );
}

<% endif %>
function readAllowlist(): (string | RegExp)[] {
  const { CORS_ALLOWED_ORIGINS = "", NODE_ENV } = process.env;
  const given = CORS_ALLOWED_ORIGINS.split(",")
    .map((origin) => origin.trim().replace(/\/$/, ""))
    .filter((origin) => origin !== "");
  if (given.includes("*")) {
    throw new Error(
      'CORS_ALLOWED_ORIGINS must list origins; "*" would let every web page in',
    );
  }
  const origins = given.length > 0 ? given : DEFAULT_ORIGINS;
  if (NODE_ENV !== "production") {
    return [...origins, LOCAL_ORIGIN];
  }
  if (origins.length === 0) {
    console.warn(
      "CORS_ALLOWED_ORIGINS is not set: no web page of another origin can use this service",
    );
  }
  return origins;
}
