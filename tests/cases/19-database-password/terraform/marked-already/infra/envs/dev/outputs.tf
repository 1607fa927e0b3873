output "password" {
  value     = var.db_password
  sensitive = true
}
