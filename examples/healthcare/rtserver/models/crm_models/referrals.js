module.exports = (sequelize, DataTypes) =>
  sequelize.define(
    "referrals",
    {
      partner_id: { type: DataTypes.INTEGER, allowNull: false },
      reason: { type: DataTypes.STRING, allowNull: false },
      stage: { type: DataTypes.STRING, allowNull: false, defaultValue: "new" },
    },
    { tableName: "referrals", underscored: true }
  );
