resource "aws_ssm_parameter" "all" {
  for_each = local.passwords

  name  = "/orders/${each.key}"
  type  = "SecureString"
  value = each.value
}

locals {
  passwords = { for name, password in var.passwords : name => password }
}

variable "passwords" {
  type = map(string)
}
