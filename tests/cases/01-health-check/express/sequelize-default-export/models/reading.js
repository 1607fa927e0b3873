import { DataTypes } from 'sequelize'

import db from '../config/database.js'

export default db.define('reading', { celsius: DataTypes.FLOAT })
