module.exports = {
  output: 'export',
};
