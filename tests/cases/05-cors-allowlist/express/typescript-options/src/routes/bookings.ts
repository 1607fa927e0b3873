import { Request, Response, Router } from 'express';

export const bookings = Router();

bookings.get('/:id', (req: Request, res: Response) => {
  res.json({ id: req.params.id, nights: 2 });
});
