resource "aws_route53_health_check" "api" {
  fqdn = "api.clinic.health"
  port = 443
  type = "HTTPS"
}
