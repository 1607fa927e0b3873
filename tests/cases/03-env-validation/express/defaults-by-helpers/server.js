const express = require('express');
const { kiosk } = require('./kiosk');

const app = express();
app.get('/', (req, res) => res.json(kiosk.settings));
app.listen(process.env.PORT ?? 3000);
