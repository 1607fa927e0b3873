module.exports = (io) => {
  io.on('connection', (socket) => {
    socket.on('draw', (stroke) => socket.broadcast.emit('draw', stroke));
  });
};
