module.exports = (sequelize, DataTypes) =>
  sequelize.define(
    "partners",
    {
      name: { type: DataTypes.STRING, allowNull: false },
      city: { type: DataTypes.STRING },
      email: { type: DataTypes.STRING },
    },
    { tableName: "partners", underscored: true }
  );
