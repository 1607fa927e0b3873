const http = require('http');
const express = require('express');
const socketIo = require('socket.io');

const sockets = require('./sockets');

const app = express();
const server = http.createServer(app);
const io = socketIo(server, {
  cors: {
    // Allow all origins
    origin: '*',
    methods: ['GET', 'POST']
  },
  transports: ['websocket', 'polling'] // old browsers poll
});

sockets(io);

app.get('/boards', (req, res) => {
  res.json(['roadmap', 'retro']);
});

server.listen(3000);
