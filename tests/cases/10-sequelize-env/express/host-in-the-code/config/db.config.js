module.exports = {
  HOST: "database",
  PORT: 3306,
  USER: "shop",
  NAME: "shop",
};
