import type { NextFunction, Request, Response } from "express";
import jwt, { type JwtPayload } from "jsonwebtoken";
import { config } from "../config";

interface Claims extends JwtPayload {
  id: string;
}

export function requireAccess(req: Request, res: Response, next: NextFunction) {
  try {
    const token = req.headers.authorization!.slice(7);
    res.locals.user = jwt.verify(token, config.tokens.access, { issuer: "shop" }) as Claims;
    next();
  } catch {
    res.sendStatus(401);
  }
}

export function refresh(req: Request, res: Response) {
  const { id } = jwt.verify(req.body.token, config.tokens.refresh) as Claims;
  res.json({ token: jwt.sign({ id }, config.tokens.access, { issuer: "shop" }) });
}
