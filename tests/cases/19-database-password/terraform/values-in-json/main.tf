resource "aws_db_instance" "this" {
  password = var.db_password
}
