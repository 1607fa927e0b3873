import { Router } from "express";
import { rateLimit } from "express-rate-limit";

const router = Router();
const fewAttempts = rateLimit({ windowMs: 60000, limit: 5 });
router.post("/login", fewAttempts, (req, res) => res.sendStatus(401));

export default router;
