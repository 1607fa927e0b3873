module.exports = { store: process.env.STORE || 'memory', mail: process.env.WITH_MAIL === 'yes' };
