const express = require('express');
const { sequelize } = require('./models');

const app = express();
app.get('/orders', async (req, res) => res.json(await sequelize.query('SELECT 1')));
app.listen(3000);
