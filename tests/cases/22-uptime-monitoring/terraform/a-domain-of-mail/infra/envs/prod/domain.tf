variable "domain" { type = string }

resource "aws_ses_domain_identity" "mail" {
  domain = var.domain
}

resource "aws_route53_record" "mail" {
  zone_id = "Z0000000000"
  name    = var.domain
  type    = "MX"
  ttl     = 600
  records = ["10 inbound-smtp.eu-central-1.amazonaws.com"]
}
