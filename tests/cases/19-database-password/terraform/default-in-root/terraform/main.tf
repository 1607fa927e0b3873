resource "aws_db_instance" "orders" {
  identifier = "orders"
  username   = "orders"
  password   = var.db_password
}
