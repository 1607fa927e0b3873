module "rds" {
  source = "../../modules/rds"

  db_password = var.db_password
}
