import { Router } from 'express';
import { pool as archive } from './archive.js';
import { pool } from './trips.js';

const routes = Router();
routes.get('/', async (req, res) => res.json([await pool.query('SELECT 1'), await archive.query('SELECT 1')]));

export default routes;
