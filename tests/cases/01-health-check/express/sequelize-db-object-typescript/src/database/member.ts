import { DataTypes, Sequelize } from 'sequelize';

export function member(sequelize: Sequelize) {
  return sequelize.define('member', { name: DataTypes.STRING });
}
