const path = require('path')
const Sequelize = require('sequelize')

const env = process.env.NODE_ENV || 'development'
const config = require(path.join(__dirname, '..', 'config', 'config.js'))[env]

module.exports = { sequelize: new Sequelize(config.database, config.username, config.password, config) }
