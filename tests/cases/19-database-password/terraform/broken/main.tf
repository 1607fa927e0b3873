resource "aws_db_instance" "this" {
  identifier = "orders"
  engine     = "postgres"
  username   = "orders"
  password   = var.db_password
}
