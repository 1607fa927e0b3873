variable "db_password" {
  type = string
}

resource "aws_db_instance" "this" {
  identifier = "orders"
  username   = "orders"
  password   = var.db_password
}

output "login" {
  value = "orders:${var.db_password}"
}
