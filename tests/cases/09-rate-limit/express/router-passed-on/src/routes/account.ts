import { Router } from "express";

const router = Router();

router.post("/login", (req, res) => {
  res.json({ name: req.body.name });
});

export default router;
