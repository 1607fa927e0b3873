module.exports = make();
