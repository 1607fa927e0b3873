import { Router } from 'express';

import { prisma } from '../lib/prisma';

export const orders = Router();

orders.get('/', async (_req, res) => {
  res.json(await prisma.order.findMany({ take: 50 }));
});
