module.exports = { up: () => console.log(process.env.SEED_PASSWORD.length) }
