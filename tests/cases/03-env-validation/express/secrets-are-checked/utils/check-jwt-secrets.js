/** The variables with the secrets of tokens. */
const SECRETS = ["JWT_SECRET"];

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

/**
 * In production the process ends here when a secret is weak. One that is not set is none:
 * nothing is signed with it. What is printed are names, never values.
 */
function checkSecrets() {
  const { NODE_ENV } = process.env;
  const weak = SECRETS.filter(isWeak);
  if (NODE_ENV === "production" && weak.length > 0) {
    console.error(
      `Secrets with fewer than ${BYTES} bytes, or of an example: ${weak.join(", ")}. ` +
        "Make each with: openssl rand -base64 48",
    );
    process.exit(1);
  }
}

function isWeak(name) {
  const secret = process.env[name];
  if (!secret) {
    return false;
  }
  const letters = secret.toLowerCase().replace(/[^a-z]/g, "");
  const isSample = SAMPLES.some((sample) => letters.includes(sample));
  return isSample || Buffer.byteLength(secret) < BYTES;
}

checkSecrets();
