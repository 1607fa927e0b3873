const express = require('express');
const { plain, secure } = require('./boot');

const orders = new URL(process.env.ORDERS_URL);

const app = express();
app.get('/', (req, res) => res.send(orders.host));
if (process.env.WITH_PRINTER) require('./printer');
if (!!process.env.SECURE) {
  secure(app);
} else {
  plain(app);
}
