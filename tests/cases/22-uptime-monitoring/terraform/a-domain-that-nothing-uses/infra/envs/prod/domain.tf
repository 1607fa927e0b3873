variable "domain_name" {
  type    = string
  default = "app.clinic.health"
}
