const express = require('express');
const http = require('http');
const https = require('https');

const app = express();
const key = process.env.KEY;
const server = key ? https.createServer({ key }, app) : http.createServer(app);

app.get('/', (req, res) => res.send('sails'));
server.listen(3000);

if (key) {
  const inside = http.createServer(app);
  inside.listen(3001, '127.0.0.1');
}
