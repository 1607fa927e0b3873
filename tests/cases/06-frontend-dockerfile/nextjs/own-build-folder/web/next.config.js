const production = process.env.NODE_ENV === 'production';

module.exports = {
  distDir: production ? 'build' : '.next',
};
