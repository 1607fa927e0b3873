module "uptime" {
  source = "../../modules/uptime"
}

variable "alert_emails" {
  type    = list(string)
  default = []
}
