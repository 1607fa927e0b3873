<% if needed_jwt_secrets %>
import { randomBytes } from "node:crypto";

<% endif %>
/** The variables with the secrets of tokens. */
const SECRETS: string[] = [
<% for name in jwt_secrets %>
  <%= name | quoted %>,
<% endfor %>
];

/** What HS256 asks for (RFC 7518, 3.2); fewer can be guessed from any token. */
const BYTES = 32;

/** What values of documentation and examples say; everyone knows those. */
const SAMPLES = [
  "changein",
  "changeme",
  "changethis",
  "example",
  "placeholder",
  "replaceme",
  "replacethis",
  "secretkey",
  "supersecret",
  "yourjwt",
  "yoursecret",
];

<% if needed_jwt_secrets %>
/** Those without which nobody can sign in. */
const NEEDED: string[] = [
<% for name in needed_jwt_secrets %>
  <%= name | quoted %>,
<% endfor %>
];

<% endif %>
<% if needed_jwt_secrets %>
/**
 * In production the process ends here when a secret is weak or missing. Elsewhere one that
 * is missing is made, and tokens end with the process. What is printed are names, never values.
 */
<% else %>
/**
 * In production the process ends here when a secret is weak. One that is not set is none:
 * nothing is signed with it. What is printed are names, never values.
 */
<% endif %>
function checkSecrets(): void {
  const { NODE_ENV } = process.env;
  const weak = SECRETS.filter(isWeak);
  if (NODE_ENV === "production" && weak.length > 0) {
    console.error(
      `Secrets with fewer than ${BYTES} bytes, or of an example: ${weak.join(", ")}. ` +
        "Make each with: openssl rand -base64 48",
    );
    process.exit(1);
  }
<% if needed_jwt_secrets %>
  const missing = NEEDED.filter((name) => !process.env[name]);
  if (NODE_ENV === "production" && missing.length > 0) {
    console.error(
      `Missing secrets: ${missing.join(", ")}. ` +
        "Make each with: openssl rand -base64 48",
    );
    process.exit(1);
  }
  for (const name of missing) {
    process.env[name] = randomBytes(48).toString("base64");
    console.warn(`${name} is not set: this process makes one of its own`);
  }
<% endif %>
}

function isWeak(name: string): boolean {
  const secret = process.env[name];
  if (!secret) {
    return false;
  }
  const letters = secret.toLowerCase().replace(/[^a-z]/g, "");
  const isSample = SAMPLES.some((sample) => letters.includes(sample));
  return isSample || Buffer.byteLength(secret) < BYTES;
}

checkSecrets();

export {};
