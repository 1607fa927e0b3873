resource "aws_route53_health_check" "api" {
  fqdn              = "api.clinic.health"
  port              = 443
  type              = "HTTPS_STR_MATCH"
  search_string     = "ok"
  resource_path     = "/health"
  request_interval  = 30
  failure_threshold = 3
}
