import { Router } from 'express';
import { DB } from './database';

export const members = Router();

members.get('/', async (_req, res) => {
  res.json(await DB.members.findAll());
});
