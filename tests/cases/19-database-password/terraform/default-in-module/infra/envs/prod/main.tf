module "rds" {
  source      = "../../modules/rds"
  db_password = var.owner_password
}

module "reports" {
  source = "../../modules/rds"
}

variable "owner_password" {
  type      = string
  sensitive = true
}

variable "db_password" {
  type      = string
  sensitive = true
}
