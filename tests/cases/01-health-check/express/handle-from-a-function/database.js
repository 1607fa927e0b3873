import { Sequelize } from "sequelize";

const sequelize = connect();

function connect(storage = "orchard.sqlite") {
  return new Sequelize({ dialect: "sqlite", storage, logging: false });
}

export { connect, sequelize };
