import { sign } from 'jsonwebtoken';
import { SECRET_KEY } from '@config';

export const createToken = (id: number) => sign({ id }, SECRET_KEY as string, { expiresIn: 60 * 60 });
