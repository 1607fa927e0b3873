const express = require('express');
const { seats } = require('./utils/metrics');

const app = express();
app.get('/', (req, res) => res.json({ seats }));
app.listen(3000);
