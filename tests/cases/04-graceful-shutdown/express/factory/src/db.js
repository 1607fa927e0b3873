import { Pool } from "pg";

export const pool = new Pool();

export async function connect() {
  await pool.query("SELECT 1");
}
