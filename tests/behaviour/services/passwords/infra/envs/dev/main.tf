variable "db_password" {
  type = string
}

variable "region" {
  type = string
}

module "database" {
  source = "../../modules/database"

  name        = "orders"
  db_password = var.db_password
}

output "name" {
  value = module.database.name
}

output "logins" {
  value = module.database.logins
}

output "url" {
  value = module.database.url
}

output "database" {
  value = {
    region = var.region
    all    = module.database.database
  }
}

output "region" {
  value = var.region
}
