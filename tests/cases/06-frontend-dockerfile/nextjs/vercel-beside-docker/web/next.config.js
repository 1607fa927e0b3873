module.exports = {
  basePath: '/shop',
};
