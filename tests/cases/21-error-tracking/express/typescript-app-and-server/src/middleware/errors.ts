import type { NextFunction, Request, Response } from "express";

export function handleErrors(error: Error, _req: Request, res: Response, _next: NextFunction) {
  res.status(500).json({ message: error.message });
}
