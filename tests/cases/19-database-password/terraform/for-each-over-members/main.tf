resource "aws_ssm_parameter" "all" {
  for_each = {
    password = var.db_password
    host     = aws_db_instance.this.address
  }

  name  = "/orders/${each.key}"
  type  = "SecureString"
  value = each.value
}

resource "aws_db_instance" "this" {
  count    = var.db_password == "" ? 0 : 1
  password = var.db_password
}

output "names" {
  value = keys(aws_ssm_parameter.all)
}
