variable "domain" { type = string }

resource "aws_acm_certificate" "app" {
  domain_name       = var.domain
  validation_method = "DNS"
}
