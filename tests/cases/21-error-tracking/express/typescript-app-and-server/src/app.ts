import express from "express";
import { handleErrors } from "./middleware/errors.js";
import { visits } from "./visits.js";

export const app = express();

app.use(express.json());
app.use("/api/visits", visits);

// Errors become JSON
app.use(handleErrors);
app.use((_req, res) => {
  res.sendStatus(404);
});
