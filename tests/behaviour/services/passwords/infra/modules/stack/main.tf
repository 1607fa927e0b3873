variable "password" {
  type = string
}

locals {
  api_token = "not-a-secret-of-the-module-1"
}

module "database" {
  source = "../database"

  name        = "orders"
  db_password = var.password
}

output "database" {
  value = module.database
}

output "token" {
  value = local.api_token
}

output "names" {
  value = [for part in [module.database] : part.name]
}
