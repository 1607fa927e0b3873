variable "domain_name" {
  type    = string
  default = ""
}

resource "aws_acm_certificate" "app" {
  count = var.domain_name == "" ? 0 : 1

  domain_name       = var.domain_name
  validation_method = "DNS"
}
