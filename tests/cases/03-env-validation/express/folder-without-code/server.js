const { readdirSync } = require('fs');
const { join } = require('path');
const express = require('express');

const plans = readdirSync(join(__dirname, 'plans')).map((name) => name.replace('.js', ''));
const settings = require('./settings');

const app = express();
app.get('/plans', (req, res) => res.json({ plans, settings }));
app.listen(3000);
