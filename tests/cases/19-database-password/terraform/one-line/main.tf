resource "aws_db_instance" "this" { password = var.db_password }
variable "db_password" { default = "not-a-secret-12" }
output "password" { value = var.db_password }
