type Claims = { sub: string };
type Callback = (error: Error | null, claims?: string | Claims) => void;
type Options = { algorithms?: ("HS256" | "RS256")[] };

// As the package has them: in place, or to a callback
export function verify(
  token: string,
  secret: string,
  options?: Options,
): string | Claims;
export function verify(
  token: string,
  secret: string,
  callback?: Callback,
): void;
export function verify(
  token: string,
  secret: string,
  options?: Options,
  callback?: Callback,
): void;
export function verify(
  token: string,
  secret: string,
  options?: Options | Callback,
  callback?: Callback,
): unknown {
  const done = typeof options === "function" ? options : callback;
  const [sub, signer] = token.split("|");
  const error = signer === secret ? null : new Error("invalid signature");
  if (done !== undefined) {
    done(error, { sub: String(sub) });
    return undefined;
  }
  if (error !== null) {
    throw error;
  }
  return { sub };
}
