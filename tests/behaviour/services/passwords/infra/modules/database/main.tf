variable "name" {
  type = string
}

variable "db_password" {
  type = string
}

variable "admin_password" {
  type      = string
  default   = "not-a-secret-by-default"
  sensitive = true
}

# stands for a database
resource "terraform_data" "this" {
  count = var.db_password == "" ? 0 : 1

  input = {
    name     = var.name
    password = var.db_password
  }
}

resource "terraform_data" "logins" {
  for_each = {
    owner = var.db_password
    admin = var.admin_password
  }

  input = each.value
}

output "name" {
  value = terraform_data.this[0].input.name
}

output "database" {
  value = terraform_data.this[0].input
}

output "url" {
  value = "postgres://owner:${var.db_password}@${var.name}"
}

output "logins" {
  value = keys(terraform_data.logins)
}
