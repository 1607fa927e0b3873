import { Router } from "express";

const { SHELF_URL } = process.env;

export const shelves = Router();

shelves.get("/", async (req, res) => {
  const answer = await fetch(`${SHELF_URL}/shelves`);
  res.json(await answer.json());
});
