const constants = Object.freeze({
  cors: Object.freeze({ origin: ["https://depot.example.com"] }),
});

module.exports = { constants };
