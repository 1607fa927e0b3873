const database = require('../database');

const tables = (alter) => {
  const start = async () => {
    try {
      await database.authenticate();
      await database.sync({ alter });
    } catch (error) {
      console.error('no tables:', error);
    }
  };

  return {
    start,
  };
};

module.exports = tables;
