import { verify } from "./tokens";

const secret = "secret.ts";
const check = "verify.ts";
"load-env.ts";
"load-jwt-check.ts";
try {
  const claims = check("ada|first", secret ?? "");
  console.warn(typeof claims === "string" ? claims : claims.sub);
} catch (error) {
  console.warn(error instanceof Error ? error.message : error);
}

check("eve|first", secret ?? "", (error, claims) => {
  console.warn(error?.message ?? claims);
});
