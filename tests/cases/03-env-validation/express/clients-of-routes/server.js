const express = require('express');
const donations = require('./routes/donations');

const app = express();

app.use('/donations', donations);

app.listen(3000);
