export const sequelize = {
  close: (): Promise<void> => Promise.resolve(),
};
