const config = { port: 3000 };

module.exports = async (expressApp) => {
  await Promise.resolve();
  expressApp.listen(config.port, () => console.log("up"));
};
