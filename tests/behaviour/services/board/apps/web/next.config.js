const withTitle = (config) => ({ ...config, env: { TITLE: "Board" } });

module.exports = withTitle({
  reactStrictMode: true
});
