import express from 'express';
import { either, must } from './values.js';

const address = either(process.env.KIOSK_ADDRESS, 'https://kiosk.example');
const floor = must(process.env.KIOSK_FLOOR);

const app = express();
app.get('/', (req, res) => res.json({ address, floor: floor.trim() }));
app.listen(process.env.PORT ?? 3000);
