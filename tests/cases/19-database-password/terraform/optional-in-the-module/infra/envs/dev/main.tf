variable "db_password" {
  type      = string
  default   = null
  sensitive = true
}

module "rds" {
  source      = "../../modules/rds"
  db_password = var.db_password
}

module "replica" {
  source = "../../modules/rds"
}
