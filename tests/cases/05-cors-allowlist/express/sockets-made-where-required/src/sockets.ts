import type { Socket } from 'socket.io';

const sockets = require('socket.io')({
  cors: { origin: '*' },
});

sockets.on('connection', (socket: Socket) => socket.join('lobby'));

export default sockets;
