import { NextFunction, Request, Response } from 'express';
import { verify } from 'jsonwebtoken';
import { SECRET_KEY } from '@config';

export const signedIn = (req: Request, res: Response, next: NextFunction) => {
  try {
    res.locals.user = verify(req.cookies['Authorization'], SECRET_KEY as string);
    next();
  } catch (error) {
    res.status(401).json({ message: 'Wrong authentication token' });
  }
};
