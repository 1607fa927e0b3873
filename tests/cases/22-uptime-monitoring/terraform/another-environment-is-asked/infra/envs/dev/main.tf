provider "aws" {
  region = var.aws_region
}

variable "aws_region" { type = string }

resource "aws_route53_health_check" "api" {
  fqdn = "dev-api.clinic.health"
  port = 443
  type = "HTTPS"
}
