import { Pool } from "pg";

function connect(): Pool {
  if (process.env.NODE_ENV !== "production") {
    return new Pool({ host: process.env.DEV_DATABASE_HOST });
  }
  return new Pool({ connectionString: process.env.DATABASE_URL });
}

export const pool = connect();
