module.exports = {
  apps: [
    { name: 'sweeper', script: './src/sweeper.js' },
    { name: 'tickets', script: './src/server.js', env: { NODE_ENV: 'production' } },
  ],
};
