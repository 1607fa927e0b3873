import express, { Request, Response } from 'express';

import { prisma } from './lib/prisma';
import { orders } from './routes/orders';

const app = express();
const port = process.env.PORT ?? 3000;

app.use(express.json());

app.get('/', (_req: Request, res: Response) => {
  res.send('shop');
});
app.use('/orders', orders);

async function main(): Promise<void> {
  await prisma.$connect();
  app.listen(port, () => console.log(`shop on ${port}`));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
