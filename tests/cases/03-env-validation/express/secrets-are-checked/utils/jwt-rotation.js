/** What tokens may be signed with, unless the options of `verify` say so. */
const ALGORITHMS = ["HS256"];

/**
 * The `verify` of jsonwebtoken for a secret that changes: while the environment variable
 * `name` lists previous secrets (comma separated), tokens that were signed with one of
 * them pass as well. Nothing but the signature tells which one it was, so an expired
 * token stays expired.
 */
function withPreviousSecrets(verify, name = "JWT_SECRET_PREVIOUS") {
  return rotating(verify, name);
}

function rotating(verify, name) {
  return (token, current, ...rest) => {
    const [given, callback] =
      typeof rest[0] === "function" ? [{}, rest[0]] : rest;
    const options = { algorithms: ALGORITHMS, ...given };
    const isSignedWith = (secret) => {
      try {
        verify(token, secret, options);
        return true;
      } catch (error) {
        // what else is wrong with the token is said below
        return !isOfAnother(error);
      }
    };
    const previous = listed(name);
    const secret =
      previous.length > 0 ? [current, ...previous].find(isSignedWith) : current;
    return verify(token, secret ?? current, options, callback);
  };
}

function isOfAnother(error) {
  return error instanceof Error && error.message === "invalid signature";
}

function listed(name) {
  const secrets = (process.env[name] ?? "").split(",");
  return secrets.map((secret) => secret.trim()).filter(Boolean);
}

module.exports = { withPreviousSecrets };
