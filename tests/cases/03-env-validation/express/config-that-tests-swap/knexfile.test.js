module.exports = {
  client: "pg",
  connection: JSON.parse(process.env.VCAP_SERVICES).database[0].credentials,
};
