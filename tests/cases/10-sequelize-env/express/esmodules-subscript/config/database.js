const common = { dialect: 'postgres', host: process.env.DB_HOST }

const configs = {
  development: { ...common, database: 'notes_dev' },
  production: { ...common, database: 'notes' }
}

export default configs
