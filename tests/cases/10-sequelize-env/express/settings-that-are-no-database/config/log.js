module.exports = { development: console, production: console };
