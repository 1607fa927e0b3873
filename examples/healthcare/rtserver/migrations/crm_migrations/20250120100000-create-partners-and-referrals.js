module.exports = {
  up: async (queryInterface, Sequelize) => {
    await queryInterface.createTable("partners", {
      id: { type: Sequelize.INTEGER, primaryKey: true, autoIncrement: true },
      name: { type: Sequelize.STRING, allowNull: false },
      city: { type: Sequelize.STRING },
      email: { type: Sequelize.STRING },
      created_at: { type: Sequelize.DATE, allowNull: false },
      updated_at: { type: Sequelize.DATE, allowNull: false },
    });

    await queryInterface.createTable("referrals", {
      id: { type: Sequelize.INTEGER, primaryKey: true, autoIncrement: true },
      partner_id: {
        type: Sequelize.INTEGER,
        allowNull: false,
        references: { model: "partners", key: "id" },
        onDelete: "CASCADE",
      },
      reason: { type: Sequelize.STRING, allowNull: false },
      stage: { type: Sequelize.STRING, allowNull: false, defaultValue: "new" },
      created_at: { type: Sequelize.DATE, allowNull: false },
      updated_at: { type: Sequelize.DATE, allowNull: false },
    });
  },

  down: async (queryInterface) => {
    await queryInterface.dropTable("referrals");
    await queryInterface.dropTable("partners");
  },
};
