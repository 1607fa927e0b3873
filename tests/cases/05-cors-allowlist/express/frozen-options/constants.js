module.exports = Object.freeze({
  PAGE_SIZE: 50,

  CORS: {
    maxAge: 600,
    origin: true,
  },
});
