module.exports = {
  up: async (queryInterface, Sequelize) => {
    await queryInterface.createTable("patients", {
      id: { type: Sequelize.INTEGER, primaryKey: true, autoIncrement: true },
      full_name: { type: Sequelize.STRING, allowNull: false },
      date_of_birth: { type: Sequelize.DATEONLY, allowNull: false },
      national_id: { type: Sequelize.STRING },
      phone: { type: Sequelize.STRING },
      diagnosis: { type: Sequelize.STRING },
      notes: { type: Sequelize.TEXT },
      created_at: { type: Sequelize.DATE, allowNull: false },
      updated_at: { type: Sequelize.DATE, allowNull: false },
    });

    await queryInterface.createTable("insurance_policies", {
      id: { type: Sequelize.INTEGER, primaryKey: true, autoIncrement: true },
      patient_id: {
        type: Sequelize.INTEGER,
        allowNull: false,
        references: { model: "patients", key: "id" },
        onDelete: "CASCADE",
      },
      insurer: { type: Sequelize.STRING, allowNull: false },
      policy_number: { type: Sequelize.TEXT, allowNull: false },
      created_at: { type: Sequelize.DATE, allowNull: false },
      updated_at: { type: Sequelize.DATE, allowNull: false },
    });
  },

  down: async (queryInterface) => {
    await queryInterface.dropTable("insurance_policies");
    await queryInterface.dropTable("patients");
  },
};
