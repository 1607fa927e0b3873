import { Router } from 'express';

export const pupils = Router();

pupils.get('/', (_req, res) => {
  res.json([]);
});
