export const sequelize = {
  authenticate: (options: { logging: boolean }): Promise<void> =>
    Promise.reject(new Error(`no route to host (${options.logging})`)),
};
