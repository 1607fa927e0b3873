/** As `sequelize init` writes them: a block an environment. */
export const configs = {
  development: { dialect: "sqlite", storage: "notes.db" },
  production: { dialect: "postgres", use_env_variable: "DATABASE_URL" },
};
