export const sequelize = {
  authenticate: (options: { logging: boolean }): Promise<void> => {
    return options.logging
      ? Promise.reject(new Error("too loud"))
      : Promise.resolve();
  },
};
