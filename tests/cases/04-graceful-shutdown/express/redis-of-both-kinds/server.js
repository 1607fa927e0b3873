const express = require('express');
const { sails, seats } = require('./stores');

const app = express();
app.get('/', async (req, res) => res.send([await sails.get('x'), await seats.get('x')]));

app.listen(3000);
