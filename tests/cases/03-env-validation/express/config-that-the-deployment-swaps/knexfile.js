module.exports = {
  client: "pg",
  connection: {
    host: process.env.POSTGRES_HOST,
    password: process.env.POSTGRES_PASSWORD,
  },
};
