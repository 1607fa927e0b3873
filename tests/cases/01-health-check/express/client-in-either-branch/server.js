const express = require('express');
const { trips } = require('./trips');

const app = express();
app.get('/', async (req, res) => res.json(await trips.query('SELECT 1')));

app.listen(3000);
