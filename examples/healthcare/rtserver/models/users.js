module.exports = (sequelize, DataTypes) =>
  sequelize.define(
    "users",
    {
      email: { type: DataTypes.STRING, allowNull: false, unique: true },
      password_hash: { type: DataTypes.STRING, allowNull: false },
      full_name: { type: DataTypes.STRING, allowNull: false },
      role: { type: DataTypes.STRING, allowNull: false, defaultValue: "nurse" },
    },
    { tableName: "users", underscored: true }
  );
