variable "db_password" {
  type = string
}

output "login" {
  value = module.database.login
}
