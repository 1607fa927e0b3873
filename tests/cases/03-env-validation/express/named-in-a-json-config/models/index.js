const { Sequelize } = require('sequelize');

const settings = require(__dirname + '/../config/config.json')[process.env.NODE_ENV || 'development'];

const sequelize = settings.use_env_variable
  ? new Sequelize(process.env[settings.use_env_variable], settings)
  : new Sequelize(settings.database, settings.username, settings.password, settings);

module.exports = { sequelize };
