variable "passwords" {
  type = map(string)
  default = {
    orders = "not-a-secret-of-orders"
  }
}

resource "terraform_data" "this" {
  for_each = var.passwords
  input    = each.value
}
