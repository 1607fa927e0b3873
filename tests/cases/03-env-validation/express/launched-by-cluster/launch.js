import cluster from 'node:cluster';

cluster.setupPrimary({ exec: './src/server.js' });
cluster.fork();
cluster.fork();
