import { Router } from "express";

export const qr = Router();

qr.get("/:text", (req, res) => {
  res.send(req.params.text);
});
