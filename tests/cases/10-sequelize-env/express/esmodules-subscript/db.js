import { Sequelize } from 'sequelize'
import configs from './config/database.js'

const options = configs['development']

export const sequelize = new Sequelize(options)
