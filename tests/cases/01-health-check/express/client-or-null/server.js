import express from 'express';
import { archive } from './archive.js';

const app = express();
app.get('/', async (req, res) => res.json((await archive?.query('SELECT 1')) ?? null));

app.listen(3000);
