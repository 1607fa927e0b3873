module.exports = (io) => {
  io.on("connection", (socket) => {
    console.log("[socket connected]", socket.id, socket.handshake.address);

    // A ward's screen shows that ward's notifications
    socket.on("join_ward", ({ ward } = {}, done) => {
      if (!ward) return;
      socket.join(`ward:${ward}`);
      console.log("[socket joined]", socket.id, ward);
      if (done) done({ joined: ward });
    });

    // Staff of one ward talk to each other
    socket.on("message", ({ ward, text } = {}) => {
      if (!ward || !text) {
        console.warn("[socket message dropped]", socket.id);
        return;
      }
      io.to(`ward:${ward}`).emit("message", { ward, text, from: socket.id });
    });

    socket.on("disconnect", (reason) => {
      console.log("[socket disconnected]", socket.id, reason);
    });
  });
};
