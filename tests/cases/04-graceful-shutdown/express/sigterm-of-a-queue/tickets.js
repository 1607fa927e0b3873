const { Worker } = require('bullmq');

const tickets = new Worker('tickets', async () => {});

process.on('SIGTERM', async () => {
  await tickets.close();
  process.exit(0);
});
