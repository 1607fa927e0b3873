const express = require('express');
const { logRequests } = require('./morgan');
const { price } = require('../server/helpers/price');

const app = express();

app.use(logRequests());
app.get('/films', (req, res) => res.json({ price: price(3) }));

module.exports = app;
