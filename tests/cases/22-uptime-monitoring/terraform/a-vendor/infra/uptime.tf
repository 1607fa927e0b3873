resource "uptimerobot_monitor" "api" {
  name = "api"
  type = "HTTP"
  url  = "https://api.clinic.health/health"
}
