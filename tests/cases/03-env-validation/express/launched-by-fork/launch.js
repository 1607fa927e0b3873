const { fork } = require('node:child_process');
const { join } = require('node:path');

const server = fork(join(__dirname, 'src', 'server.js'));
server.on('exit', (code) => process.exit(code ?? 1));
