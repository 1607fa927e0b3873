import Sequelize from 'sequelize';
import { member } from './member';

const sequelize = new Sequelize.Sequelize(process.env.DATABASE_URL as string, { dialect: 'postgres' });

export const DB = {
  members: member(sequelize),
  sequelize, // for queries of its own
};
