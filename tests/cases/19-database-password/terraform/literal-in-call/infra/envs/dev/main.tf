module "orders" {
  source      = "../../modules/rds"
  db_password = "not-a-secret-8"
}

module "reports" {
  source      = "../../modules/rds"
  db_password = "not-a-secret-9"
}
