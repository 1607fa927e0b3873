import cors, { CorsOptions } from 'cors';
import express, { Application, Request, Response } from 'express';

import { bookings } from './routes/bookings';

const corsOptions: CorsOptions = {
  origin: '*',
  methods: ['GET', 'POST'],
};

export function createApp(): Application {
  const app: Application = express();

  app.use(cors(corsOptions));
  app.use(express.json());
  app.get('/', (_req: Request, res: Response) => {
    res.send('booking');
  });
  app.use('/bookings', bookings);

  return app;
}
