module "database" {
  source      = "../../modules/database"
  db_password = var.db_password

