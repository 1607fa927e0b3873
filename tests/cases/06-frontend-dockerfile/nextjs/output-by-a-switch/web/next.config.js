module.exports = {
  output: process.env.BUILD_TARGET === 'docker' ? 'standalone' : undefined,
};
