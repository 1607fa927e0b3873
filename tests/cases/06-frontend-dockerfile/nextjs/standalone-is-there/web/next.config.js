module.exports = {
  output: process.env.VERCEL ? undefined : 'standalone',
};
