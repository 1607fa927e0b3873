module.exports = (sequelize, Sequelize) =>
  sequelize.define('visit', { at: Sequelize.DATE, reason: Sequelize.STRING });
