const fs = require("fs");
const path = require("path");
const Sequelize = require("sequelize");
const config = require("../../config/config.js").crmdb;

const crmdb = {};

const sequelizeCrm = new Sequelize(
  config.database,
  config.username,
  config.password,
  config
);

fs.readdirSync(__dirname)
  .filter((file) => file.endsWith(".js") && file !== "crmdb.js")
  .forEach((file) => {
    const model = require(path.join(__dirname, file))(
      sequelizeCrm,
      Sequelize.DataTypes
    );
    crmdb[model.name] = model;
  });

crmdb.partners.hasMany(crmdb.referrals, { foreignKey: "partner_id" });
crmdb.referrals.belongsTo(crmdb.partners, { foreignKey: "partner_id" });

crmdb.sequelize = sequelizeCrm;
crmdb.Sequelize = Sequelize;

module.exports = crmdb;
