const express = require('express');
const { seats } = require('./seats');

const app = express();
app.get('/', async (req, res) => res.json({ seats: seats ? await seats.get('free') : null }));

app.listen(3000);
