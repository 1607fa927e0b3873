import express from "express";
import { client } from "./stores/cache";
import { pool } from "./stores/database";
import { files } from "./stores/files";
import { open } from "./stores/queue";

const app = express();

files();
open();

app.get("/notes", async (_req, res) => {
  const known = await client.get("notes");
  res.json(known ?? (await pool.query("SELECT * FROM notes")).rows);
});

app.listen(3000);
