variable "db_password" {
  type      = string
  default   = null
  sensitive = true
}

resource "aws_db_instance" "this" {
  password = var.db_password
}
