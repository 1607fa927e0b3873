const express = require('express');
const fs = require('fs');
const http = require('http');
const https = require('https');

const app = express();
app.get('/', (req, res) => res.send('sails'));

const server = process.env.KEY_FILE
  ? https.createServer({ key: fs.readFileSync(process.env.KEY_FILE) }, app)
  : http.createServer(app);

server.listen(3000);
