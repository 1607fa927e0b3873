variable "project" { type = string }
variable "environment" { type = string }
variable "alert_emails" { type = list(string) }

variable "endpoints" {
  description = "Hosts with paths by the names of services, such as api.example.com/health"
  type        = map(string)
}
