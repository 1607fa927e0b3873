variable "clinic_domain" {
  type    = string
  default = "clinic.health"
}

resource "aws_acm_certificate" "site" {
  domain_name       = var.clinic_domain
  validation_method = "DNS"
}
