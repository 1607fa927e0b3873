const express = require('express');
const { seats } = require('./utils/Metrics');

const app = express();
app.get('/', (req, res) => res.json({ seats }));
app.listen(3000);
