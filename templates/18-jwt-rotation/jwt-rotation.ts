type Verify = (token: unknown, secret: unknown, ...rest: unknown[]) => unknown;

/** What tokens may be signed with, unless the options of `verify` say so. */
const ALGORITHMS = <%= jwt_algorithms %>;

/**
 * The `verify` of jsonwebtoken for a secret that changes: while the environment variable
 * `name` lists previous secrets (comma separated), tokens that were signed with one of
 * them pass as well. Nothing but the signature tells which one it was, so an expired
 * token stays expired.
 */
export function withPreviousSecrets<
  Given extends (...args: never[]) => unknown,
>(verify: Given, name = "JWT_SECRET_PREVIOUS"): Given {
  return rotating(verify as unknown as Verify, name) as unknown as Given;
}

function rotating(verify: Verify, name: string): Verify {
  return (token, current, ...rest) => {
    const [given, callback] =
      typeof rest[0] === "function" ? [{}, rest[0]] : rest;
    const options = { algorithms: ALGORITHMS, ...(given as object) };
    const isSignedWith = (secret: unknown) => {
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
      previous.length > 0
        ? [current, ...previous].find(isSignedWith)
        : current;
    return verify(token, secret ?? current, options, callback);
  };
}

function isOfAnother(error: unknown): boolean {
  return error instanceof Error && error.message === "invalid signature";
}

function listed(name: string): string[] {
  const secrets = (process.env[name] ?? "").split(",");
  return secrets.map((secret) => secret.trim()).filter(Boolean);
}
