const express = require('express');
const { prisma } = require('@kiosks/db');

const app = express();
app.get('/orders', async (req, res) => res.json(await prisma.order.findMany()));
app.listen(3000);
