import { Router } from 'express';

export const rooms = Router();
rooms.get('/', (_req, res) => res.json([]));
