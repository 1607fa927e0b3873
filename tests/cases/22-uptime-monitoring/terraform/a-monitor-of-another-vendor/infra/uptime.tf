resource "betteruptime_monitor" "api" {
  url          = "https://api.clinic.health/health"
  monitor_type = "status"
}
