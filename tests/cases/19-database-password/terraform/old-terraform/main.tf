terraform {
  required_version = "~> 0.12.0"
}

resource "aws_db_instance" "this" {
  password = var.db_password
}
