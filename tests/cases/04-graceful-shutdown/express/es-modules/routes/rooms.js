import { Router } from 'express';

export const rooms = Router();
