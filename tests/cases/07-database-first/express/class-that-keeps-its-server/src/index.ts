import Api from './api.js';

const api = new Api();
api.init();
api.open();

process.on('SIGTERM', async () => {
    await api.close();
    process.exit(0);
});
