exports.stopping = (stop) => {
  process.on('SIGTERM', () => {
    console.log('stopping');
    void stop();
  });
};
